import { Stack, Stepper, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { TextLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { ChooseStep } from './choose-step.tsx'
import { PreviewStep } from './preview-step.tsx'
import { type Import, importQuery } from './queries.ts'
import { ResultStep } from './result-step.tsx'
import { SettingsStep } from './settings-step.tsx'
import { type Step, stepOf, steps } from './steps.ts'
import { WorkProgress } from './work-progress.tsx'

const route = getRouteApi('/shell/imports/$importId')

/** One import from the ERP, step by step; it can be left and found again. */
export function ImportPage() {
  const { t } = useTranslation(['import', 'sync'])
  const { importId } = route.useParams()
  const one = useQuery(importQuery(importId))
  const title = one.data
    ? t('pageTitle', {
        connection: one.data.connection.name,
        type: t(`sync:actorType.${one.data.actorType}`),
      })
    : t('title')
  return (
    <Page title={title} above={<TextLink to="/imports">{t('title')}</TextLink>}>
      {one.error && <ErrorState error={one.error} onRetry={one.refetch} />}
      {one.isPending && <Loading />}
      {one.data && <Steps one={one.data} />}
    </Page>
  )
}

function Steps({ one }: { readonly one: Import }) {
  const { t } = useTranslation('import')
  const { step: wanted } = route.useSearch()
  const navigate = route.useNavigate()
  const step = stepOf(one, wanted)
  const go = (next: Step) => void navigate({ search: { step: next } })
  // On a phone only the step one is at is named in sight, so that all of them stay on one line.
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  const ended = one.state !== 'open'
  return (
    <Stack gap="lg">
      <Stepper
        active={steps.indexOf(step)}
        onStepClick={(index) => go(steps[index] ?? step)}
        allowNextStepsSelect={false}
        size="sm"
        completedIcon={null}
        wrap={!narrow}
      >
        {steps.map((name, index) => (
          <Stepper.Step
            key={name}
            label={
              narrow && name !== step ? (
                <VisuallyHidden>{t(`step.${name}`)}</VisuallyHidden>
              ) : (
                t(`step.${name}`)
              )
            }
            allowStepSelect={ended ? index >= steps.indexOf('preview') : index <= steps.indexOf(step)}
          />
        ))}
      </Stepper>
      <WorkProgress one={one} />
      {step === 'choose' && <ChooseStep one={one} onNext={() => go('settings')} />}
      {step === 'settings' && (
        <SettingsStep one={one} onBack={() => go('choose')} onNext={() => go('preview')} />
      )}
      {step === 'preview' && (
        <PreviewStep one={one} onBack={() => go('settings')} onNext={() => go('result')} />
      )}
      {step === 'result' && <ResultStep one={one} onBack={() => go('preview')} />}
    </Stack>
  )
}
