import { type ReactNode, useEffect, useRef } from 'react'

/** Something that went wrong in a long dialog: brought into view when it appears. */
export function Attention({ children }: { readonly children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    void box.current?.scrollIntoView({ block: 'center' })
  }, [])
  return <div ref={box}>{children}</div>
}
