import { useEffect, useRef } from 'react'

interface FormKeys {
  readonly onSave: () => void
  readonly onEscape: () => void
}

/** Ctrl+S (or Cmd+S) and Escape, wherever the focus is. What is open above the form closes first. */
export function useFormKeys(keys: FormKeys): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (document.querySelector('[role="dialog"]')) return
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
        event.preventDefault()
        latest.current.onSave()
      }
      if (event.key === 'Escape' && !isOpen(event.target)) latest.current.onEscape()
    }
    // Before a list that is open closes itself.
    document.addEventListener('keydown', listen, { capture: true })
    return () => document.removeEventListener('keydown', listen, { capture: true })
  }, [])
}

function isOpen(target: EventTarget | null): boolean {
  return target instanceof Element && target.getAttribute('aria-expanded') === 'true'
}
