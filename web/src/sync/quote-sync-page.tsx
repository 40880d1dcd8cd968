import { useTranslation } from 'react-i18next'
import { Page } from '../ui/page.tsx'

export function QuoteSyncPage() {
  const { t } = useTranslation('shell')
  return <Page title={t('navigation.quoteSync')}>{null}</Page>
}
