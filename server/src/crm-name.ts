/** A sentence that names the CRM says `{crm}`; whoever shows it puts in what the CRM is called here. */
export function namingCrm(text: string, crmName: string): string {
  return text.replaceAll('{crm}', () => crmName)
}
