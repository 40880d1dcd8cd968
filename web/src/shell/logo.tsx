/** Two shapes linked with each other. */
export function Logo({ size = 28 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" strokeWidth="4" aria-hidden="true">
      <rect x="3" y="3" width="17" height="17" rx="5.5" stroke="var(--mantine-color-petrol-7)" />
      <rect x="12" y="12" width="17" height="17" rx="5.5" stroke="var(--mantine-color-amber-5)" />
      <path d="M20 9.5V14.5A5.5 5.5 0 0 1 14.5 20H9.5" stroke="var(--mantine-color-petrol-7)" />
    </svg>
  )
}
