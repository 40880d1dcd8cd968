import { Outlet } from '@tanstack/react-router'
import { UnreachableBanner } from './unreachable-banner.tsx'

export function Root() {
  return (
    <>
      <UnreachableBanner />
      <Outlet />
    </>
  )
}
