import { AppShell, Burger, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link, Outlet } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { useLive } from '../api/use-live.ts'
import { ProductName } from '../ui/page.tsx'
import { Loading } from '../ui/states.tsx'
import { Logo } from './logo.tsx'
import { Navigation } from './navigation.tsx'
import { SessionEnded } from './session-ended.tsx'
import classes from './shell.module.css'
import { UserLanguage } from './user-language.tsx'
import { UserMenu } from './user-menu.tsx'

/** The frame of every screen behind the sign-in page. */
export function Shell() {
  const { t } = useTranslation('shell')
  const { crmName } = useSession()
  const [opened, menu] = useDisclosure()
  useLive()
  return (
    <ProductName value={crmName}>
      <a href="#main" className={classes.skip}>
        {t('skipToContent')}
      </a>
      <AppShell
        header={{ height: 56 }}
        navbar={{ width: 248, breakpoint: 'sm', collapsed: { mobile: !opened } }}
        padding={{ base: 'md', sm: 'xl' }}
      >
        <AppShell.Header className={classes.header ?? ''}>
          <Group h="100%" px="md" gap="sm" justify="space-between" wrap="nowrap">
            <Group gap="sm" wrap="nowrap" miw={0}>
              <Burger
                opened={opened}
                onClick={menu.toggle}
                hiddenFrom="sm"
                size="sm"
                aria-label={t('menu')}
                aria-expanded={opened}
              />
              <Link to="/" className={classes.brand}>
                <Logo />
                <span className={classes.brandName}>{crmName}</span>
              </Link>
            </Group>
            <Group gap={4} wrap="nowrap">
              <UserLanguage />
              <UserMenu />
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar className={classes.navbar ?? ''} p="sm" aria-label={t('navigation')}>
          <Navigation onNavigate={menu.close} />
        </AppShell.Navbar>
        <AppShell.Main>
          <div id="main" tabIndex={-1} className={classes.main}>
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </div>
        </AppShell.Main>
      </AppShell>
      <SessionEnded />
    </ProductName>
  )
}
