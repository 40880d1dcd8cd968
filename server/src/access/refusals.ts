import { ProblemError } from '../problem.ts'

export function wrongCredentials(cause: unknown): ProblemError {
  return new ProblemError(
    401,
    'wrongCredentials',
    {
      en: 'This e-mail address and password do not go together.',
      nl: 'Dit e-mailadres en wachtwoord horen niet bij elkaar.',
    },
    { cause },
  )
}

export function wrongPassword(cause: unknown): ProblemError {
  return new ProblemError(
    422,
    'wrongPassword',
    { en: 'The current password is not right.', nl: 'Het huidige wachtwoord klopt niet.' },
    { cause },
  )
}
