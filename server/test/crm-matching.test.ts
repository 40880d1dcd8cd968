import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Fields } from '@koppel/sdk'
import fc from 'fast-check'
import { sql } from 'kysely'
import { addStandardLists, insertRecord } from '../src/crm/index.ts'
import { findMatches, type MatchOptions, normalForms } from '../src/crm/matching/index.ts'
import type { RecordType } from '../src/store/tables.ts'
import { useDatabase } from './database.ts'

const database = useDatabase(({ db }) => addStandardLists(db))
const somebody = { userId: 'anna' }

function add(recordType: RecordType, fields: Fields, companyId: number | null = null) {
  return insertRecord(database.db, recordType, { fields, companyId }, somebody)
}

async function found(recordType: RecordType, fields: Fields, options?: MatchOptions, companyId?: number) {
  const candidate = { ref: 'x', fields, ...(companyId === undefined ? {} : { companyId }) }
  const matches = await findMatches(database.db, recordType, [candidate], options)
  return matches.map(({ recordId, key }) => [key, recordId])
}

describe('a company', () => {
  let jansen = 0
  before(async () => {
    jansen = await add('company', {
      name: 'Jansen Bouw B.V.',
      number: 'k-1001',
      vatNo: 'NL1234.56.789.B01',
      email: 'Info@Jansen.nl',
      phone: '+31 (0)20 123 45 67',
      postalZip: '1234 AB',
      streetZip: '4321 BA',
    })
  })

  for (const [key, fields] of [
    ['number', { number: 'K-1001' }],
    ['vatNo', { vatNo: '123456789B01' }],
    ['email', { email: 'mailto:info@jansen.nl' }],
    ['phone', { phone: '020-1234567' }],
    ['name', { name: 'JANSEN BOUW BV' }],
    ['nearName', { name: 'Janssen Bouw' }],
  ] as const) {
    test(`is found by ${key} however it is written`, async () => {
      assert.deepEqual(await found('company', fields), [[key, jansen]])
    })
  }

  test('is found by name and zip whichever of its addresses has it', async () => {
    const keys = ['nameAndZip'] as const
    for (const zip of [{ postalZip: '4321ba' }, { streetZip: 'NL-4321 BA' }, { postalZip: '1234AB' }]) {
      assert.deepEqual(await found('company', { name: 'jansen bouw', ...zip }, { keys }), [
        ['nameAndZip', jansen],
      ])
    }
    assert.deepEqual(await found('company', { name: 'jansen bouw', postalZip: '9999ZZ' }, { keys }), [])
  })

  test('is not found by a VAT number of another country', async () => {
    assert.deepEqual(await found('company', { vatNo: 'BE123456789B01' }), [])
  })

  test('is not found by what everybody may have', async () => {
    for (const fields of [
      { vatNo: 'nvt' },
      { phone: '112' },
      { email: '-' },
      { number: ' ' },
      { name: 'B.V.' },
    ]) {
      assert.deepEqual(await found('company', fields), [])
    }
  })

  test('is not a double of itself', async () => {
    assert.deepEqual(
      await found('company', { name: 'Jansen Bouw', number: 'K-1001' }, { except: jansen }),
      [],
    )
  })

  test('is not found in the bin', async () => {
    const id = await add('company', { name: 'Weggegooid NV', number: 'W1' })
    await sql`update company set deleted_at = now() where id = ${id}`.execute(database.db)

    assert.deepEqual(await found('company', { name: 'Weggegooid', number: 'w1' }), [])
  })
})

describe('a person', () => {
  test('is found by either telephone, and by name among those of the company', async () => {
    const [here, there] = [await add('company', { name: 'Hier' }), await add('company', { name: 'Daar' })]
    const fields = { firstName: 'Zoë', middleName: 'van', lastName: 'Dam-Smit', phoneMobile: '06 1234 5678' }
    const zoe = await add('person', fields, here)

    assert.deepEqual(await found('person', { phoneDirect: '+31612345678' }), [['phone', zoe]])
    const named = { firstName: 'zoe', lastName: 'van dam smit' }
    assert.deepEqual(await found('person', named, {}, here), [['name', zoe]])
    assert.deepEqual(await found('person', named, {}, there), [])
    assert.deepEqual(await found('person', named), [['name', zoe]])
  })
})

test('a thousand candidates are matched with one statement for each key', async () => {
  await sql`insert into company (name, email) select 'Firma ' || n, 'post@firma' || n || '.nl' from generate_series(1, 1000) n`.execute(
    database.db,
  )
  const candidates = Array.from({ length: 1_000 }, (_, n) => ({
    ref: String(n + 1),
    fields: { name: `FIRMA ${n + 1} BV`, email: `POST@firma${n + 1}.nl` },
  }))

  const matches = await findMatches(database.db, 'company', candidates, { keys: ['email', 'name'] })

  assert.equal(matches.length, 2_000)
  assert.equal(new Set(matches.map(({ ref, recordId }) => `${ref} ${recordId}`)).size, 1_000)
})

describe('many candidates at once', () => {
  const trades = ['Zuivel', 'Optiek', 'Textiel']
  const nameOf = (n: number) =>
    `${'kelbrastorzeewolnij'.slice(n % 13, (n % 13) + 6)}dam${n * 7} ${trades[n % 3]}`
  const candidates = Array.from({ length: 30 }, (_, n) => ({
    ref: String(n),
    fields: { name: `${nameOf(n).replace('dam', 'damm')} B.V.`, streetZip: '1234 AB' },
  }))
  const many = () => findMatches(database.db, 'company', candidates)
  const inOrder = (matches: Awaited<ReturnType<typeof many>>) =>
    matches.map(({ ref, recordId, key }) => `${ref} ${recordId} ${key}`).toSorted()

  before(async () => {
    for (const [n, { fields }] of candidates.entries())
      await add(
        'company',
        n % 2 ? { name: nameOf(n) } : { ...fields, name: nameOf(n).replace('dam', 'damm') },
      )
  })

  test('find what each of them finds alone', async () => {
    const alone = await Promise.all(candidates.map((one) => findMatches(database.db, 'company', [one])))

    assert.deepEqual(inOrder(await many()), inOrder(alone.flat()))
    assert.ok(alone.every((some) => some.length > 0))
  })

  test('find a name as it was just changed, and not as it was', async () => {
    const [id] = (await many()).flatMap(({ ref, recordId, key }) =>
      ref === '1' && key === 'nearName' ? recordId : [],
    )
    const finds = async (ref: string) => (await many()).some((one) => one.ref === ref && one.recordId === id)
    assert.equal(await finds('1'), true)
    await sql`update company set name = 'Heel iets anders' where id = ${id}`.execute(database.db)
    assert.equal(await finds('1'), false)
    await sql`update company set name = ${nameOf(3)} where id = ${id}`.execute(database.db)
    assert.equal(await finds('3'), true)
    await sql`update company set deleted_at = now() where id = ${id}`.execute(database.db)
    assert.equal(await finds('3'), false)
  })

  test('find a near name among thousands made of the same syllables', async () => {
    await sql`
      insert into company (name)
      select initcap(a || b || c || d) || ' Handel'
      from unnest('{kel,tor,vin,dal,zee,wol,gar,pol}'::text[]) a, unnest('{dam,berg,veld,meer,kamp,hout}'::text[]) b,
        unnest('{bra,mes,rup,hof,lin,nij,ster,bol}'::text[]) c, unnest('{huis,stra,broek,weg,laar,ma}'::text[]) d`.execute(
      database.db,
    )
    const asked = ['wolhoutsterlaarr', 'polhoutbolmma', 'zeekampnnijweg'].map((name) => ({
      ref: name,
      fields: { name: `${name} Handel` },
    }))
    const found = await findMatches(database.db, 'company', [...candidates, ...asked], { keys: ['nearName'] })
    const nearest = asked.map(({ ref }) => found.find((one) => one.ref === ref)?.recordId ?? 0)
    const { rows } = await sql<{ name: string }>`
      select name from company where id = any(${nearest}::bigint[]) order by id`.execute(database.db)
    assert.deepEqual(rows.map(({ name }) => name).toSorted(), [
      'Polhoutbolma Handel',
      'Wolhoutsterlaar Handel',
      'Zeekampnijweg Handel',
    ])
  })

  test('find a name that was being written while another search looked', async () => {
    const slow = await database.pool.connect()
    try {
      await slow.query('begin')
      await slow.query(`insert into company (name) values ('Traagschrijvers Zuivel')`)
      await many()
      await slow.query('commit')
    } finally {
      slow.release()
    }
    const asked = [...candidates, { ref: 'slow', fields: { name: 'Traagschrijver Zuivel' } }]
    const found = await findMatches(database.db, 'company', asked)
    assert.equal(found.filter(({ ref }) => ref === 'slow').length, 1)
  })
})

test('candidates that are one and the same have the same normal form', async () => {
  const forms = await normalForms(database.db, 'company', [
    {
      ref: 'a',
      fields: {
        name: 'Café Noord B.V.',
        vatNo: 'NL 1234567 B01',
        phone: '010 123 4567',
        postalZip: '1234 AB',
      },
    },
    {
      ref: 'b',
      fields: { name: 'CAFE NOORD BV', vatNo: '1234567B01', phone: '+31101234567', streetZip: '1234ab' },
    },
  ])

  assert.deepEqual(forms.get('a'), forms.get('b'))
})

describe('what people write differently does not count', () => {
  const noise = fc.constantFrom('', ' ', '.', '-', '  ', ' - ', '/')
  /** `text` with noise between its characters, the same for each run of a seed. */
  const noisy = (text: string) =>
    fc
      .array(noise, { minLength: text.length, maxLength: text.length })
      .map((marks) => [...text].map((char, at) => (at === 0 ? char : (marks[at] ?? '') + char)).join(''))
  const digits = (length: number) => fc.stringMatching(new RegExp(`^[1-9][0-9]{${length - 1}}$`))

  async function agree(form: string, pairs: readonly (readonly [string, string])[]) {
    const { rows } = await sql<{ a: string; b: string; left: string | null; right: string | null }>`
      select p->>0 as a, p->>1 as b, ${sql.raw(form)}(p->>0) as left, ${sql.raw(form)}(p->>1) as right
      from jsonb_array_elements(${JSON.stringify(pairs)}::jsonb) p`.execute(database.db)
    assert.deepEqual(
      rows.filter(({ left, right }) => left === null || left !== right),
      [],
    )
  }

  test('in a VAT number: spaces, dots, capitals and the country', async () => {
    const pair = digits(9).chain((own) =>
      noisy(`${own}B01`).map((text) => [`nl${text}`, `${own}b01`] as const),
    )
    await agree('match_vat', fc.sample(pair, 200))
    await agree('match_digits', fc.sample(pair, 200))
  })

  test('in a telephone number: spaces, marks, the country and its zero', async () => {
    const spaced = fc.constantFrom(' ', '-', '', '.')
    const pair = fc
      .tuple(digits(9), fc.constantFrom('+31', '0031', '+31 (0)', '0', '(0)', '+49', '+352'), spaced)
      .map(([own, prefix, mark]) => [`${prefix}${own.slice(0, 2)}${mark}${own.slice(2)}`, `0${own}`] as const)
    await agree('match_phone', fc.sample(pair, 200))
  })

  test('in a name: capitals, accents, marks and the legal form', async () => {
    const word = fc.stringMatching(/^[bdfgjkmprt][aeiou][lmnrt][aeiou][kst]$/)
    const form = fc.constantFrom(
      'B.V.',
      'BV',
      'N.V.',
      'GmbH',
      'GmbH & Co. KG',
      'Ltd',
      'Ltd.',
      'S.A.',
      'v.o.f.',
      '',
    )
    const pair = fc
      .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), form, form)
      .map(([words, one, other]) => {
        const accented = words.join(' ').replaceAll('a', 'á').replaceAll('e', 'ë').toUpperCase()
        return [`${accented} ${one}`, `${words.join(' - ')}, ${other}`] as const
      })
    await agree('match_name', fc.sample(pair, 200))
  })
})

test('the normal form of a text is its own normal form', async () => {
  const letter = fc.integer({ min: 0x20, max: 0x17f }).map((code) => String.fromCodePoint(code))
  const texts = fc.sample(fc.string({ unit: letter, maxLength: 30 }), 500)
  const { rows } = await sql<{ text: string }>`
    select t as text from jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb) t
    where match_plain(match_plain(t)) <> match_plain(t) or match_zip(match_zip(t)) <> match_zip(t)
      or match_number(match_number(t)) <> match_number(t) or match_email(match_email(t)) <> match_email(t)
      or match_phone(match_phone(t)) <> match_phone(t)`.execute(database.db)
  assert.deepEqual(rows, [])
})
