import {
  Box,
  Flex,
  Paper,
  ScrollArea,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core'
import { MagnifyingGlassIcon, MinusCircleIcon, PlusCircleIcon } from '@phosphor-icons/react'
import { type ReactNode, useState } from 'react'
import classes from './two-panes.module.css'

export interface Pickable {
  readonly id: string
  readonly name: string
  /** Below the name, to tell two of the same name apart. */
  readonly detail?: string
}

interface TwoPanesProps {
  readonly all: readonly Pickable[]
  readonly chosen: ReadonlySet<string>
  readonly onChange: (chosen: ReadonlySet<string>) => void
  /** Beside each that is chosen. */
  readonly aside?: (item: Pickable) => ReactNode
  readonly words: {
    readonly available: string
    readonly chosen: string
    readonly filter: string
    readonly noMore: string
    readonly none: string
    readonly add: (name: string) => string
    readonly remove: (name: string) => string
  }
}

/** Who there is on the left, who is chosen on the right; a click moves one to the other side. */
export function TwoPanes({ all, chosen, onChange, aside, words }: TwoPanesProps) {
  const [filter, setFilter] = useState('')
  const wanted = filter.trim().toLowerCase()
  const matches = ({ name, detail = '' }: Pickable) => `${name} ${detail}`.toLowerCase().includes(wanted)
  const flip = (id: string) =>
    onChange(new Set(chosen.has(id) ? [...chosen].filter((other) => other !== id) : [...chosen, id]))
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Pane title={words.available}>
        <TextInput
          size="xs"
          aria-label={words.filter}
          placeholder={words.filter}
          leftSection={<MagnifyingGlassIcon aria-hidden />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
        <Side
          items={all.filter((one) => !chosen.has(one.id) && matches(one))}
          none={words.noMore}
          label={words.add}
          sign={<PlusCircleIcon aria-hidden />}
          onPick={flip}
        />
      </Pane>
      <Pane title={`${words.chosen} (${all.filter(({ id }) => chosen.has(id)).length})`}>
        <Side
          items={all.filter(({ id }) => chosen.has(id))}
          none={words.none}
          label={words.remove}
          sign={<MinusCircleIcon aria-hidden />}
          onPick={flip}
          aside={aside}
        />
      </Pane>
    </SimpleGrid>
  )
}

function Pane({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Paper withBorder p="sm" component="section" aria-label={title}>
      <Stack gap="xs">
        <Text size="sm" fw={600}>
          {title}
        </Text>
        {children}
      </Stack>
    </Paper>
  )
}

interface SideProps {
  readonly items: readonly Pickable[]
  readonly none: string
  readonly label: (name: string) => string
  readonly sign: ReactNode
  readonly onPick: (id: string) => void
  readonly aside?: ((item: Pickable) => ReactNode) | undefined
}

function Side({ items, none, label, sign, onPick, aside }: SideProps) {
  return (
    <ScrollArea h={{ base: 150, xs: 260 }} type="auto">
      {items.length === 0 && (
        <Text size="sm" c="dimmed" p="xs">
          {none}
        </Text>
      )}
      {items.map((item) => (
        <Flex
          key={item.id}
          columnGap="xs"
          direction={{ base: aside ? 'column' : 'row', xs: 'row' }}
          align={{ base: 'stretch', xs: 'center' }}
        >
          <UnstyledButton
            className={classes.item ?? ''}
            aria-label={label([item.name, item.detail].filter(Boolean).join(' '))}
            onClick={() => onPick(item.id)}
          >
            <Text component="span" size="sm" flex={1} truncate title={`${item.name} ${item.detail ?? ''}`}>
              {item.detail ? `${item.name} ` : item.name}
              {item.detail && (
                <Text component="span" size="xs" c="dimmed" ml={6}>
                  {item.detail}
                </Text>
              )}
            </Text>
            {sign}
          </UnstyledButton>
          {aside && (
            <Box px={{ base: 8, xs: 0 }} pb={{ base: 8, xs: 0 }}>
              {aside(item)}
            </Box>
          )}
        </Flex>
      ))}
    </ScrollArea>
  )
}
