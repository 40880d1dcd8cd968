import { Button, Menu } from '@mantine/core'
import { CheckIcon, GlobeIcon } from '@phosphor-icons/react'
import { useTranslation } from 'react-i18next'
import { chooseLanguage, type Language, languages } from '../i18n/i18n.ts'

interface LanguageMenuProps {
  /** What else is to be done, such as storing the choice with the user. */
  readonly onChoose?: (language: Language) => void
}

/** Chooses the language of the screens. */
export function LanguageMenu({ onChoose }: LanguageMenuProps) {
  const { t, i18n } = useTranslation('shell')
  const code = i18n.resolvedLanguage?.toUpperCase()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-md"
          leftSection={<GlobeIcon size={18} aria-hidden />}
          aria-label={t('language.label', { code })}
        >
          {code}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {languages.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            aria-current={i18n.resolvedLanguage === language}
            rightSection={i18n.resolvedLanguage === language ? <CheckIcon aria-hidden /> : undefined}
            onClick={() => {
              chooseLanguage(language)
              onChoose?.(language)
            }}
          >
            {t(`language.${language}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
