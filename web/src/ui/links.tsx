import { Anchor, type AnchorProps, Button, type ButtonProps, NavLink, type NavLinkProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

// Mantine's looks on links of the router: typed paths, preloading, real anchors.

type Native<Props> = Props & Omit<ComponentProps<'a'>, keyof Props>

export const TextLink = createLink((props: Native<AnchorProps>) => <Anchor {...props} />)
export const ButtonLink = createLink((props: Native<ButtonProps>) => <Button component="a" {...props} />)
export const MenuLink = createLink((props: Native<NavLinkProps>) => <NavLink {...props} />)
