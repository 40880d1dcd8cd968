// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of source text

/** A bug to plant: a text in a file below server/src, and what stands there instead. */
export interface Mutant {
  readonly name: string
  readonly file: string
  readonly find: string
  readonly put: string
}

export const mutants: readonly Mutant[] = [
  {
    name: 'the cursor is saved before its page',
    file: 'engine/read-erp.ts',
    find: 'await applyActors(work, mapping, page.actors, {',
    put: 'await transact(work, (tx) => saveCursor(tx, work, mapping, page.cursor))\n  await applyActors(work, mapping, page.actors, {',
  },
  {
    name: 'of an actor that is there twice, the older one stands',
    file: 'engine/read-erp.ts',
    find: 'new Map(actors.map(',
    put: 'new Map(actors.toReversed().map(',
  },
  {
    name: 'the sync does not say that it wrote',
    file: 'crm/records.ts',
    find: "return 'connectionId' in by ? String(by.connectionId) : ''",
    put: "return ''",
  },
  {
    name: 'the base is saved before the ERP answered',
    file: 'sync/carry-out.ts',
    find: 'draft.sent.set(erpField, [after, crm])',
    put: 'draft.sent.set(erpField, [after, crm])\n    draft.base.set(erpField, [after, crm])',
  },
  {
    name: 'the fence is not looked at',
    file: 'engine/work.ts',
    find: '(work.fence !== null && now.fence !== work.fence)',
    put: 'false',
  },
  {
    name: 'a new lease has the fence of the last one',
    file: 'engine/lease.ts',
    find: 'set fence = fence + 1',
    put: 'set fence = fence',
  },
  {
    name: 'a plan of an older mapping is carried out',
    file: 'engine/work.ts',
    find: 'if (now.mappingVersion !== work.mappingVersion)',
    put: 'if (now.mappingVersion < 0)',
  },
  {
    name: 'writes planned on an older mapping are not planned anew',
    file: 'engine/look.ts',
    find: '(w.mapping_version <> ${work.mappingVersion}\n          or ',
    put: '(false or ',
  },
  {
    name: 'a write does not say on which version it was planned',
    file: 'engine/send.ts',
    find: '...(version === null ? {} : { version })',
    put: '',
  },
  {
    name: 'an ERP without versions is not read before it is written to',
    file: 'engine/send.ts',
    find: 'if (mapping.capabilities.versions || work.fence === null) return next',
    put: 'if (next) return next',
  },
  {
    name: 'an unanswered call is not looked after',
    file: 'engine/look.ts',
    find: '(w.sent_at is not null and (w.next_try_at is null or w.next_try_at <= now()))',
    put: 'false',
  },
  {
    name: 'an unanswered write counts as taken',
    file: 'engine/outcomes.ts',
    find: 'update erp_write w set next_try_at = case when w.attempts > 3 then now() + make_interval(secs => x.wait) end\n    from',
    put: 'delete from erp_write w using',
  },
  {
    name: 'a lost answer makes the own write an edit',
    file: 'engine/plan.ts',
    find: '{ ...link.base, ...arrivedAt(mapping, link, actor) }',
    put: 'link.base',
  },
  {
    name: 'what arrived without an answer is not logged',
    file: 'engine/log-rows.ts',
    find: '...planned.flatMap((one) => arrivedRows(one, mapping)),',
    put: '',
  },
  {
    name: 'what is absent counts as blank',
    file: 'sync/plan.ts',
    find: 'const inErp = own(state.actor, field.erpField)',
    put: 'const inErp = own(state.actor, field.erpField) ?? null',
  },
  {
    name: 'directions are not looked at',
    file: 'sync/decide.ts',
    find: "if (field.direction === 'toCrm') return toCrm(erpMoved ? 'erpChanged' : 'restored')",
    put: '',
  },
  {
    name: 'an edit on both sides is no conflict',
    file: 'sync/decide.ts',
    find: 'if (erpMoved && crmMoved) return settle(field, now, times)',
    put: '',
  },
  {
    name: 'what the ERP made of a value is not kept',
    file: 'sync/base.ts',
    find: 'own(returned, key) ?? (Object.hasOwn(returned, key) ? null : asSent)',
    put: 'asSent',
  },
  {
    name: 'the log keeps what was written twice instead of what was there',
    file: 'engine/log-rows.ts',
    find: 'oldValue: before,',
    put: 'oldValue: after,',
  },
  {
    name: 'a write to the ERP is not logged',
    file: 'engine/outcomes.ts',
    find: 'written.flatMap(([write, { actor }]) => logRows(write, actor, mapping)),',
    put: '[],',
  },
  {
    name: 'a write is not logged if its link ended during the call',
    file: 'engine/outcomes.ts',
    find: 'written.flatMap(([write, { actor }]) => logRows(write, actor, mapping)),',
    put: 'taken.flatMap(({ write, actor }) => logRows(write, actor, mapping)),',
  },
  {
    name: 'a parked record has no next try',
    file: 'engine/parked.ts',
    find: 'now() + make_interval(secs => ${waitMs / 1000}))',
    put: 'null)',
  },
  {
    name: 'a parked record stays parked though nothing is wrong any more',
    file: 'engine/apply.ts',
    find: 'await resolveParked(tx, planned)',
    put: '',
  },
  {
    name: 'one refused record stops the pass',
    file: 'engine/outcomes.ts',
    find: "for (const refused of of('refused')) {",
    put: "for (const refused of of('refused')) {\n    if (refused) throw new Error('Refused')",
  },
  {
    name: 'a settled conflict stays open',
    file: 'engine/disagreements.ts',
    find: "set resolved_at = clock_timestamp(), resolution = 'agreed'",
    put: "set resolution = 'agreed'",
  },
  {
    name: 'a field error stays although the value fits',
    file: 'engine/disagreements.ts',
    find: 'delete from field_error e\n    where e.link_id = any(${ids}::bigint[])',
    put: 'delete from field_error e\n    where false and e.link_id = any(${ids}::bigint[])',
  },
  {
    name: 'an answer that comes late is stored over what was found out since',
    file: 'engine/outcomes.ts',
    find: 'link.sentAt === write.sentAt',
    put: 'link.id === write.linkId',
  },
  {
    name: 'a page a pass asked for before is applied over what was read since',
    file: 'engine/freshness.ts',
    find: 'return link.readAt === null || work.leasedAt === undefined || link.readAt < work.leasedAt',
    put: 'return true',
  },
  {
    name: 'what was read of an actor is applied over what was read since',
    file: 'engine/freshness.ts',
    find: 'if (asked) return link.askedAt !== null && link.askedAt === asked.get(link.id)',
    put: 'if (asked) return true',
  },
  {
    name: 'a page moves the cursor behind records that are still to be read anew',
    file: 'engine/read-erp.ts',
    find: 'if (lastTry) await markToAsk(tx, overtaken)',
    put: '',
  },
  {
    name: 'a single refused field is sent again in every pass',
    file: 'engine/refused.ts',
    find: '!Object.hasOwn(refused, key) || refused[key] !== value',
    put: 'refused !== undefined || value === key',
  },
  {
    name: 'a refused field is not tried again',
    file: 'engine/look.ts',
    find: "and e.code = 'refused' and e.next_try_at <= now()",
    put: "and e.code = 'refused' and false",
  },
  {
    name: 'whoever comes back under an old key counts as the same customer',
    file: 'engine/reappeared.ts',
    find: 'return read.ok && read.value === base[erpField]?.[0]',
    put: 'return read.ok',
  },
  {
    name: 'a link stays broken although its actor is there again',
    file: 'engine/reappeared.ts',
    find: 'if (!work.anyBroken) return',
    put: 'if (!work.anyBroken || work.anyBroken) return',
  },
  {
    name: 'a link breaks on the word of the feed',
    file: 'engine/broken.ts',
    find: 'const there = await work.erp.get(mapping.actorType, linked, [])',
    put: 'const there = linked.slice(0, 0).map((key) => ({ key }))',
  },
  {
    name: 'a link does not break although its actor is gone',
    file: 'engine/broken.ts',
    find: 'if (gone.length === 0) return',
    put: 'if (gone.length >= 0) return',
  },
  {
    name: 'the CRM may stand in a read-only ERP field',
    file: 'sync/decide.ts',
    find: "stated === 'crm' && field.erp.readOnly ? 'erp' : stated",
    put: 'stated',
  },
  {
    name: 'a one-way field is put back for ever',
    file: 'engine/plan.ts',
    find: "why === 'restored' ? putBackOf(target, before, past) : 0",
    put: '0',
  },
  {
    name: 'a field that begins with the rule it had is not looked at',
    file: 'erp/save-mapping.ts',
    find: 'select id, connection_id from begun order by id',
    put: 'select id, connection_id from begun where false order by id',
  },
  {
    name: 'what changed in the ERP for a record in the bin is skipped',
    file: 'engine/apply.ts',
    find: 'update link set to_ask = true where',
    put: 'update link set to_ask = to_ask where',
  },
  {
    name: 'a pass says that it is done after one page',
    file: 'engine/read-erp.ts',
    find: 'if (!goOn()) return false',
    put: 'return true',
  },
  {
    name: 'an actor whose making was not answered is made again without a look',
    file: 'engine/create/carry-intent.ts',
    find: 'else await look(attempt, intent)\n',
    put: 'else await send(attempt, { ...intent, state: intent.state })\n',
  },
  {
    name: 'that an actor is to be made is marked after the call',
    file: 'engine/create/carry-intent.ts',
    find: "set state = 'sent', sent_at = clock_timestamp()",
    put: "set state = 'planned', sent_at = clock_timestamp()",
  },
  {
    name: 'not found at once counts as not made',
    file: 'engine/create/looking.ts',
    find: 'if (sentAgoMs < sureAfterMs || looks < 2)',
    put: 'if (sentAgoMs < 0)',
  },
  {
    name: 'who cannot look has it made again',
    file: 'engine/create/looking.ts',
    find: "if (seen.by === 'nothing') return { do: 'ask', candidates: [] }",
    put: "if (seen.by === 'nothing') return { do: 'sendAgain' }",
  },
  {
    name: 'an ERP that says it is away is believed to have made nothing',
    file: 'engine/create/carry-intent.ts',
    find: "return error.kind !== 'unavailable' || error.retryAfter !== undefined",
    put: 'return true',
  },
  {
    name: 'any answer to a create is taken',
    file: 'engine/create/carry-intent.ts',
    find: "outcome.kind === 'written' && !resembles(outcome.actor, fields)",
    put: "outcome.kind === 'written' && outcome.actor.key === ''",
  },
]
