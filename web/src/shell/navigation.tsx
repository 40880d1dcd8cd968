import { AppShell, NavLink, Stack, Text } from '@mantine/core'
import {
  ArrowSquareOutIcon,
  ArrowsLeftRightIcon,
  BuildingsIcon,
  ClockCounterClockwiseIcon,
  DownloadSimpleIcon,
  FolderIcon,
  ListBulletsIcon,
  TextboxIcon,
  UsersIcon,
  UsersThreeIcon,
} from '@phosphor-icons/react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { importSourcesQuery } from '../api/import-sources.ts'
import { mayChange, useSession } from '../api/session.ts'
import { MenuLink } from '../ui/links.tsx'
import classes from './shell.module.css'

const records = [
  { recordType: 'company', icon: BuildingsIcon },
  { recordType: 'person', icon: UsersIcon },
  { recordType: 'project', icon: FolderIcon },
] as const

export function Navigation({ onNavigate }: { readonly onNavigate: () => void }) {
  const { t } = useTranslation('shell')
  const { user, demoErpUrl } = useSession()
  const offersImport = useOffersImport()
  return (
    <>
      <AppShell.Section grow>
        <Stack gap={2}>
          {records.map(({ recordType, icon: Picture }) => (
            <MenuLink
              key={recordType}
              to="/records/$recordType"
              params={{ recordType }}
              activeProps={{ active: true }}
              onClick={onNavigate}
              className={classes.item ?? ''}
              label={t(`navigation.${recordType}`)}
              leftSection={<Picture size={20} aria-hidden />}
            />
          ))}
          {offersImport && (
            <MenuLink
              to="/imports"
              activeProps={{ active: true }}
              onClick={onNavigate}
              className={classes.item ?? ''}
              label={t('navigation.imports')}
              leftSection={<DownloadSimpleIcon size={20} aria-hidden />}
            />
          )}
        </Stack>
        {user.role === 'administrator' && (
          <Stack gap={2} mt="xl">
            <Text id="settings-navigation" size="xs" fw={600} c="dimmed" px="sm">
              {t('navigation.settings')}
            </Text>
            <MenuLink
              to="/settings/quote-sync"
              activeProps={{ active: true }}
              onClick={onNavigate}
              className={classes.item ?? ''}
              label={t('navigation.quoteSync')}
              leftSection={<ArrowsLeftRightIcon size={20} aria-hidden />}
            />
            <MenuLink
              to="/settings/users"
              activeProps={{ active: true }}
              onClick={onNavigate}
              className={classes.item ?? ''}
              label={t('navigation.users')}
              leftSection={<UsersThreeIcon size={20} aria-hidden />}
            />
            <MenuLink
              to="/settings/lists"
              activeProps={{ active: true }}
              onClick={onNavigate}
              className={classes.item ?? ''}
              label={t('navigation.lists')}
              leftSection={<ListBulletsIcon size={20} aria-hidden />}
            />
            <MenuLink
              to="/settings/fields"
              activeProps={{ active: true }}
              onClick={onNavigate}
              className={classes.item ?? ''}
              label={t('navigation.fields')}
              leftSection={<TextboxIcon size={20} aria-hidden />}
            />
            <MenuLink
              to="/settings/audit"
              activeProps={{ active: true }}
              onClick={onNavigate}
              className={classes.item ?? ''}
              label={t('navigation.audit')}
              leftSection={<ClockCounterClockwiseIcon size={20} aria-hidden />}
            />
          </Stack>
        )}
      </AppShell.Section>
      {demoErpUrl && (
        <AppShell.Section>
          <NavLink
            component="a"
            href={demoErpUrl}
            target="_blank"
            rel="noreferrer"
            className={classes.item ?? ''}
            label={t('navigation.demoErp')}
            leftSection={<ArrowSquareOutIcon size={20} aria-hidden />}
          />
        </AppShell.Section>
      )}
    </>
  )
}

/** Whether importing is for this user: by right, or because the engine is off. */
function useOffersImport(): boolean {
  const session = useSession()
  const { role, licences } = session.user
  const always = role === 'administrator' || (mayChange(session) && licences.includes('import'))
  const asks = !always && mayChange(session) && licences.includes('erpSync')
  const { data } = useQuery({ ...importSourcesQuery, enabled: asks })
  return always || (asks && data?.blocked === null && data.connections.length > 0)
}
