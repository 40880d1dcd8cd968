import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  dateOrder,
  formatDate,
  formatDecimal,
  formatTime,
  numberSigns,
  parseDate,
  parseDecimal,
  parseTime,
} from './locale.ts'

const nl = numberSigns('nl-NL')
const en = numberSigns('en-GB')

describe('a decimal', () => {
  test('is read with the comma and points of a Dutch user', () => {
    assert.equal(parseDecimal('1.234,50', nl), '1234.50')
    assert.equal(parseDecimal('-0,5', nl), '-0.5')
    assert.equal(parseDecimal(',5', nl), '0.5')
  })

  test('is read with the point and commas of an English user', () => {
    assert.equal(parseDecimal('1,234.50', en), '1234.50')
  })

  test('is refused rather than guessed when the groups do not fit', () => {
    for (const text of ['1.5', '12.34,5', '1,2,3', 'abc', '', ',', '-', '1e5', '--1']) {
      assert.equal(parseDecimal(text, nl), undefined, text)
    }
  })

  test('keeps every digit, however many', () => {
    const value = '123456789012345678901234567890.123456789012345678901234567890'
    assert.equal(parseDecimal(formatDecimal(value, nl), nl), value)
  })

  test('reads back what it shows, in both languages', () => {
    const decimals = fc
      .tuple(
        fc.boolean(),
        fc.bigInt({ min: 1n, max: 10n ** 30n }),
        fc.option(fc.stringMatching(/^\d{1,12}$/)),
      )
      .map(
        ([minus, whole, fraction]) => `${minus ? '-' : ''}${whole}${fraction === null ? '' : `.${fraction}`}`,
      )
    fc.assert(
      fc.property(decimals, fc.constantFrom(nl, en), fc.boolean(), (value, signs, grouped) => {
        assert.equal(parseDecimal(formatDecimal(value, signs, grouped), signs), value)
      }),
    )
  })
})

describe('a date', () => {
  test('is read in the order of the locale', () => {
    assert.equal(parseDate('30-11-2026', 'nl-NL'), '2026-11-30')
    assert.equal(parseDate('30/11/2026', 'en-GB'), '2026-11-30')
    assert.equal(parseDate('11/30/2026', 'en-US'), '2026-11-30')
  })

  test('is read when it comes in the ISO order', () => {
    assert.equal(parseDate('2026-11-30', 'nl-NL'), '2026-11-30')
  })

  test('may have a short year and single digits', () => {
    assert.equal(parseDate('1-2-70', 'nl-NL'), '1970-02-01')
    assert.equal(parseDate('1-2-26', 'nl-NL'), '2026-02-01')
  })

  test('that does not exist is refused', () => {
    for (const text of ['31-2-2026', '29-2-2025', '1-13-2026', '0-1-2026', '1-1', 'morgen', '']) {
      assert.equal(parseDate(text, 'nl-NL'), undefined, text)
    }
  })

  test('reads back what it shows', () => {
    const days = fc
      .date({ min: new Date('0100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10))
    fc.assert(
      fc.property(days, fc.constantFrom('nl-NL', 'en-GB', 'en-US'), (day, locale) => {
        fc.pre(Number(day.slice(0, 4)) >= 1000)
        assert.equal(parseDate(formatDate(day, locale), locale), day)
      }),
    )
  })

  test('shows its order for a hint in the field', () => {
    assert.deepEqual(dateOrder('nl-NL').order, ['day', 'month', 'year'])
    assert.equal(dateOrder('nl-NL').separator, '-')
  })
})

describe('a date with a time', () => {
  test('reads back what it shows, to the second', () => {
    const times = fc
      .date({
        min: new Date('1950-01-01T00:00:00Z'),
        max: new Date('2200-01-01T00:00:00Z'),
        noInvalidDate: true,
      })
      .map((date) => `${date.toISOString().slice(0, 19)}Z`)
    fc.assert(
      fc.property(times, fc.constantFrom('nl-NL', 'en-GB', 'en-US'), (time, locale) => {
        const shown = formatTime(time, locale)
        const back = parseTime(shown, locale)
        // The hour that is there twice when the clocks go back is read as one of the two.
        assert.equal(back && formatTime(back, locale), shown)
      }),
    )
  })

  test('is typed without seconds', () => {
    const read = parseTime('30-11-2026 9:05', 'nl-NL')
    assert.equal(read && formatTime(read, 'nl-NL'), '30-11-2026 09:05')
    assert.equal(parseTime('2026-11-30 09.05', 'nl-NL'), read)
  })

  test('that does not exist is refused', () => {
    for (const text of ['30-11-2026', '30-11-2026 24:00', '30-11-2026 9:60', '31-2-2026 9:00', '9:00', ''])
      assert.equal(parseTime(text, 'nl-NL'), undefined, text)
  })
})
