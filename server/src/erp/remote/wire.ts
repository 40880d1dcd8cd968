import { z } from 'zod'

// What a remote connector may answer around the records themselves. Those are checked where the answers of every
// connector are checked, remote or not (see ../answers.ts), with the same bounds for both.

const storable = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => !text.includes('\0') && text.isWellFormed())

const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/)
const text = (most: number) =>
  z.union([
    storable(most),
    z
      .record(language, storable(most))
      .refine((texts): texts is { en: string } => typeof texts.en === 'string'),
  ])

const item = z.strictObject({
  key: storable(500),
  label: text(500),
  inactive: z.boolean().optional(),
})

const drawn = { label: text(300), help: text(2_000).optional(), mandatory: z.boolean().optional() }
const preset = storable(2_000).or(z.literal('')).optional()

const decimal = z
  .string()
  .regex(/^-?\d{1,30}(\.\d{1,30})?$/)
  .optional()
const integer = z.int().optional()

const setting = z.discriminatedUnion('kind', [
  z.strictObject({
    ...drawn,
    kind: z.literal('text'),
    default: preset,
    maxLength: z.int().min(1).optional(),
  }),
  z.strictObject({ ...drawn, kind: z.literal('secret') }),
  z.strictObject({ ...drawn, kind: z.literal('integer'), default: integer, min: integer, max: integer }),
  z.strictObject({ ...drawn, kind: z.literal('decimal'), default: decimal, min: decimal, max: decimal }),
  z.strictObject({ ...drawn, kind: z.literal('date'), default: z.iso.date().optional() }),
  z.strictObject({ ...drawn, kind: z.literal('checkbox'), default: z.boolean().optional() }),
  z.strictObject({
    ...drawn,
    kind: z.literal('list'),
    default: preset,
    items: z.array(item).max(5_000).optional(),
  }),
  z.strictObject({ ...drawn, kind: z.literal('label') }),
])

// Values are kept by setting in plain objects, so a setting may not be called like what those have already.
const settingKey = z
  .string()
  .regex(/^[A-Za-z_][\w.-]{0,99}$/)
  .refine((key) => !(key in {}))

const capabilities = z.object({
  create: z.boolean().optional(),
  update: z.boolean().optional(),
  deletions: z.boolean().optional(),
  idempotentCreate: z.boolean().optional(),
  versions: z.boolean().optional(),
})

/** The answer to `about`. */
export const about = z.object({
  contract: z.int(),
  id: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
  name: text(100),
  version: z.string().regex(/^\d+\.\d+\.\d+[\w.+-]{0,40}$/),
  settings: z
    .record(settingKey, setting)
    .refine((settings) => Object.keys(settings).length <= 200, { message: 'more than 200 settings' }),
  offers: z.partialRecord(z.enum(['customer', 'supplier', 'person', 'project']), capabilities).optional(),
  settingItems: z.boolean(),
})

/** The answer to `connect`. */
export const opened = z.object({
  session: z
    .string()
    .min(1)
    .max(4_000)
    .regex(/^[\x21-\x7e]+$/),
  can: z.array(z.enum(['write', 'created', 'lists'])).max(10),
})

const failure = z.object({
  kind: z.enum([
    'unauthorized',
    'misconfigured',
    'unavailable',
    'cursorExpired',
    'unsupported',
    'sessionLost',
    'bug',
  ]),
  explanation: text(4_000),
  detail: z.string().max(100_000).optional(),
  retryAfter: z.number().min(0).max(1e12).optional(),
})
export type WireFailure = z.infer<typeof failure>

/** Every answer but that to `changes`. */
export const answered = z.union([
  z.object({ error: failure }),
  z.object({ answer: z.unknown() }).refine((given) => Object.hasOwn(given, 'answer')),
])

/** One line of the answer to `changes`. */
export const line = z.union([
  z.object({ page: z.looseObject({ cursor: storable(1_000_000) }) }),
  z.object({ more: z.literal(true) }),
  z.object({ end: z.literal(true) }),
  z.object({ error: failure }),
])

/** The answer to `created`: pairs of an id and its actor. */
export const pairs = z.array(z.tuple([z.string(), z.unknown()])).max(100_000)
