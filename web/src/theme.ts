import { createTheme, type MantineColorsTuple } from '@mantine/core'

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

export const theme = createTheme({
  colors: { petrol, amber },
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: '650' },
  respectReducedMotion: true,
})
