import { useEffect, useState } from 'react'

/** For a dialog that is there only while it is open: the focus goes back to what opened it. */
export function useReturnFocus(): void {
  const [opener] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement && opener.isConnected) setTimeout(() => opener.focus())
    },
    [opener],
  )
}
