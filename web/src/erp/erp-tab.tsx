import type { RecordType } from '../shell/root-route.tsx'

interface ErpTabProps {
  readonly recordType: RecordType
  readonly recordId: number
}

/** The ERP tab of a company, person or project. */
export function ErpTab({ recordType, recordId }: ErpTabProps) {
  return <div data-record={`${recordType}/${recordId}`} />
}
