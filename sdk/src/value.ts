/**
 * One field value in canonical form, by field type:
 *
 * - `text`, `password`: text in Unicode NFC;
 * - `integer`: a safe integer; `decimal`: exact decimal text such as `-12.50`, never a float;
 * - `checkbox`: a boolean;
 * - `list`: the key of the list item, as text;
 * - `date`: `2026-11-21`; `datetime`: UTC with a `Z`, such as `2026-11-21T10:00:00.123456Z`.
 *
 * Blank is one value: `null`. Empty text means the same and is read as `null`.
 */
export type Value = string | number | boolean | null

/**
 * Values by field key. A key that is missing was not delivered, which is not the same as blank:
 * an absent field is left alone on both sides.
 */
export type Fields = Readonly<Record<string, Value>>
