import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chownSync,
  closeSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  symlinkSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after } from 'node:test'

const volumes: string[] = []

/** Whatever a test mounts is gone afterwards. */
export function unmountAfterwards(): void {
  after(() => {
    for (const volume of volumes) execFileSync('umount', ['-l', volume])
    for (const volume of volumes.splice(0)) rmSync(volume, { recursive: true })
  })
}

/** A file system in memory, with room for so much; it belongs to whom `like` belongs to. */
export function smallVolume(megabytes: number, like?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'koppel-full-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=777`, 'tmpfs', folder])
  volumes.push(folder)
  if (like !== undefined) {
    const { uid, gid } = statSync(like)
    chownSync(folder, uid, gid)
  }
  return folder
}

/** A folder there with all that lies in another, which leads to it from now on. */
export function moveTo(volume: string, folder: string): void {
  const moved = join(volume, basename(folder))
  execFileSync('cp', ['-a', folder, moved])
  rmSync(folder, { recursive: true })
  symlinkSync(moved, folder)
}

/** Leaves no room; what it answers makes room again. */
export function fill(volume: string): () => void {
  const ballast = join(volume, 'ballast')
  const file = openSync(ballast, 'w')
  for (let size = 1_048_576; size >= 512; size /= 2) {
    try {
      for (;;) if (writeSync(file, Buffer.alloc(size)) < size) break
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC')
    }
  }
  closeSync(file)
  return () => rmSync(ballast)
}
