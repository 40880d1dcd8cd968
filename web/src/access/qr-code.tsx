import { useMemo } from 'react'
import { qrMatrix, qrPath } from './qr.ts'

const border = 4

/** Dark on white in every theme: scanners want it so. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { path, size } = useMemo(() => {
    const matrix = qrMatrix(text)
    return { path: qrPath(matrix), size: matrix.length + border * 2 }
  }, [text])
  return (
    <svg
      role="img"
      aria-label={label}
      width={200}
      height={200}
      viewBox={`${-border} ${-border} ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <rect x={-border} y={-border} width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
