import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks'
import { MagnifyingGlassIcon } from '@phosphor-icons/react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { focusFirstRow } from '../ui/data-table.tsx'

interface SearchFieldProps {
  readonly value: string
  readonly label: string
  readonly onSearch: (q: string) => void
}

/** Searches while one types; `/` comes here, the arrow down goes to what was found. */
export function SearchField({ value, label, onSearch }: SearchFieldProps) {
  const { t } = useTranslation('ui')
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(value)
  const [address, setAddress] = useState(value)
  const [asked, setAsked] = useState(value)
  useHotkeys([['/', () => input.current?.focus()]])
  if (value !== address) {
    setAddress(value)
    // The way back of the browser changes the address without anybody typing.
    if (value !== asked) setTyped(value)
  }
  const search = useDebouncedCallback((q: string) => {
    setAsked(q)
    onSearch(q)
  }, 200)
  const put = (q: string) => {
    setTyped(q)
    search(q)
  }
  return (
    <TextInput
      ref={input}
      type="search"
      role="searchbox"
      style={{ flex: '1 1 260px' }}
      maw={440}
      aria-label={label}
      aria-keyshortcuts="/"
      placeholder={label}
      value={typed}
      maxLength={200}
      leftSection={<MagnifyingGlassIcon aria-hidden />}
      rightSection={typed && <CloseButton size="sm" aria-label={t('search.clear')} onClick={() => put('')} />}
      onChange={(event) => put(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown' && focusFirstRow()) event.preventDefault()
      }}
    />
  )
}
