import { Paper, ScrollArea, SimpleGrid, Stack, Text, TextInput, UnstyledButton } from '@mantine/core'
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
export function TwoPanes({ all, chosen, onChange, words }: TwoPanesProps) {
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
}

function Side({ items, none, label, sign, onPick }: SideProps) {
  return (
    <ScrollArea h={260} type="auto">
      {items.length === 0 && (
        <Text size="sm" c="dimmed" p="xs">
          {none}
        </Text>
      )}
      {items.map(({ id, name, detail }) => (
        <UnstyledButton
          key={id}
          className={classes.item ?? ''}
          aria-label={label(name)}
          onClick={() => onPick(id)}
        >
          <Text component="span" size="sm" flex={1} truncate>
            {name}
            {detail && (
              <Text component="span" size="xs" c="dimmed" ml={6}>
                {detail}
              </Text>
            )}
          </Text>
          {sign}
        </UnstyledButton>
      ))}
    </ScrollArea>
  )
}
