import { createTheme, DEFAULT_THEME, type MantineColorsTuple, MultiSelect, Select } from '@mantine/core'

const petrol: MantineColorsTuple = [
  '#edf6f9',
  '#dbe9ee',
  '#b4d2dc',
  '#89b9c9',
  '#65a4b9',
  '#4e97b0',
  '#348199',
  '#1f6a85',
  '#17566d',
  '#0d4256',
]

const amber: MantineColorsTuple = [
  '#fff4e8',
  '#fbe7d2',
  '#f3cda5',
  '#ecb175',
  '#e6994c',
  '#e08a3c',
  '#c9731f',
  '#a85c12',
  '#86480b',
  '#643506',
]

// The darkest shade is the text on a badge: Mantine's own is too light for that in these colours (WCAG 1.4.3).
const readable = {
  teal: darkest('teal', '#066149'),
  green: darkest('green', '#1f6b2e'),
  orange: darkest('orange', '#9c3206'),
  yellow: darkest('yellow', '#8a4a00'),
}

function darkest(name: 'teal' | 'green' | 'orange' | 'yellow', shade: string): MantineColorsTuple {
  const [a, b, c, d, e, f, g, h, i] = DEFAULT_THEME.colors[name]
  return [a, b, c, d, e, f, g, h, i, shade]
}

const list = { withScrollArea: false, styles: { dropdown: { maxHeight: 260, overflowY: 'auto' } } } as const

export const theme = createTheme({
  colors: { petrol, amber, ...readable },
  primaryColor: 'petrol',
  primaryShade: 7,
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: '650' },
  respectReducedMotion: true,
  components: {
    // The list scrolls itself: Mantine's scroll area cannot be reached by keyboard.
    // A second click on what is chosen keeps it; a list that may be blank has a button for that.
    Select: Select.extend({ defaultProps: { ...list, openOnFocus: false, allowDeselect: false } }),
    MultiSelect: MultiSelect.extend({ defaultProps: { ...list, openOnFocus: false } }),
  },
})
