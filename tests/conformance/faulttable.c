/* SPDX-License-Identifier: MIT */
/* See faulttable.h. */
#include "faulttable.h"

#include "rule.h"

#define BROKEN  "conformance-broken"
#define RENAMED "conformance-renamed"
#define ODD     "conformance-odd"

#define CRASHES "It crashes: exception 0xC0000005 (access violation)"

/* clang-format off */
#define VALUE(fault, rules)        {FAULTS_PLAIN, BROKEN, fault, rules, NULL, true, 0, 0}
#define SAID(fault, rules, said)   {FAULTS_PLAIN, BROKEN, fault, rules, said, true, 0, 0}
#define CRASH(fault, rules)        {FAULTS_PLAIN, BROKEN, fault, rules, CRASHES, true, 0, 0}
#define REGISTRATION(fault, rules) {FAULTS_OF_REGISTRATION, BROKEN, fault, rules, NULL, true, RULE_REGISTRATION, 0}
#define NOTIFIER(fault, rules)     {FAULTS_OF_SERVICE, BROKEN, fault, rules, NULL, true, 0, 0}
#define NAPHOST(fault, rules)      {FAULTS_OF_NAPHOST, "..", fault, rules, NULL, true, RULE_NAPHOST, 0}
#define NAPCRASH(fault, rules)     {FAULTS_OF_NAPHOST, "..", fault, rules, CRASHES, true, RULE_NAPHOST, 0}
#define SERVICE(fault, rules)      {FAULTS_OF_SERVICE, BROKEN, fault, rules, NULL, true, RULE_SERVICE, 0}
/* clang-format on */

#ifdef _WIN64
#define CALLEE_POPS
#else
#define CALLEE_POPS " exports.free-soh"
#endif

const FaultRow FaultTable[] = {
    {FAULTS_PLAIN, RENAMED, "", "exports.*", NULL, true, 0, 0},
    {FAULTS_PLAIN, RENAMED, "", "memory.alloc-connections.count",
     "The DLL does not export AllocConnections", false, 0, 0},
    {FAULTS_PLAIN, ODD, "", "exports.nothing-else exports.ordinals" CALLEE_POPS, NULL, true, 0, 0},
    {FAULTS_PLAIN, ODD, "", "exports.nothing-else", "It exports DllRegisterServerExxx", false, 0,
     0},

    VALUE("alloc.small", "layout.connections layout.counted-string layout.fixup-info"),
    VALUE("codec.small", "layout.soh layout.soh-attribute-value"),

    VALUE("alloc.heap", "memory.alloc-connections.cotaskmem memory.alloc-counted-string.cotaskmem "
                        "memory.alloc-fixup-info.cotaskmem"),
    VALUE("alloc.one-block",
          "memory.alloc-connections.own-blocks memory.alloc-counted-string.own-blocks "
          "memory.alloc-fixup-info.own-blocks clients.counted-string"),
    SAID("alloc.leak",
         "memory.alloc-connections.free memory.alloc-counted-string.free "
         "memory.alloc-fixup-info.free memory.alloc-connections.zero clients.fixup-info "
         "clients.connections",
         "are allocated, not"),
    CRASH("alloc.null-out-crash",
          "memory.alloc-connections.null-out memory.alloc-counted-string.null-out "
          "memory.alloc-fixup-info.null-out"),
    SAID("alloc.reads-out",
         "memory.alloc-connections.out-not-read memory.alloc-counted-string.out-not-read "
         "memory.alloc-fixup-info.out-not-read",
         "with what is no live block"),
    VALUE("alloc.wrong-error",
          "memory.alloc-connections.no-memory memory.alloc-counted-string.no-memory "
          "memory.alloc-fixup-info.no-memory"),
    VALUE("alloc.dirty-failure",
          "memory.alloc-connections.clean-failure memory.alloc-counted-string.clean-failure "
          "memory.alloc-fixup-info.clean-failure memory.alloc-counted-string.null-string-out"),
    VALUE("alloc.dirty", "memory.alloc-connections.zeroed memory.alloc-fixup-info.zeroed"),
    VALUE(
        "alloc.count-off",
        "memory.alloc-connections.count memory.alloc-fixup-info.count memory.alloc-fixup-info.zero "
        "memory.alloc-counted-string.length memory.alloc-counted-string.empty"),
    VALUE("alloc.refuses-many",
          "memory.alloc-connections.most memory.alloc-fixup-info.most "
          "memory.alloc-counted-string.most memory.alloc-counted-string.beyond-1024"),
    VALUE("alloc.no-nul", "memory.alloc-counted-string.copy memory.alloc-counted-string.empty"),
    VALUE("alloc.null-string",
          "memory.alloc-counted-string.null-string memory.alloc-counted-string.null-string-out"),
    VALUE("alloc.truncates", "memory.alloc-counted-string.too-long"),
    CRASH("alloc.reads-on", "memory.alloc-counted-string.unbounded"),
    CRASH("alloc.reads-behind", "memory.alloc-counted-string.bounds"),
    VALUE("alloc.roomy", "memory.alloc-connections.exact memory.alloc-counted-string.exact "
                         "memory.alloc-fixup-info.exact"),

    CRASH("free.null-crash",
          "memory.free-connections.null memory.free-counted-string.null "
          "memory.free-fixup-info.null memory.free-isolation-info.null "
          "memory.free-isolation-info-ex.null memory.free-registration-info.null "
          "memory.free-network-soh.null memory.free-private-data.null memory.free-soh.null "
          "memory.free-soh-attribute-value.null memory.free-system-health-agent-state.null"),
    {FAULTS_PLAIN, BROKEN, "alloc.prints-on", "memory.alloc-connections.count",
     "It hangs: nothing for 1 s", false, 0, 1000},
    SAID("alloc.exits", "memory.alloc-connections.count", "The process ended with code 4294967295"),
    {FAULTS_PLAIN, BROKEN, "free.null-hang", "memory.free-soh.null", "It hangs: nothing for 1 s",
     false, 0, 1000},
    SAID("free.forgets",
         "memory.free-connections.embedded memory.free-counted-string.embedded "
         "memory.free-fixup-info.embedded memory.free-isolation-info.embedded "
         "memory.free-isolation-info-ex.embedded memory.free-registration-info.embedded "
         "memory.free-network-soh.embedded memory.free-private-data.embedded "
         "memory.free-soh.embedded memory.free-soh-attribute-value.embedded "
         "memory.free-system-health-agent-state.embedded",
         "are allocated, not"),
    SAID("free.twice",
         "memory.free-connections.null-embedded memory.free-counted-string.null-embedded "
         "memory.free-fixup-info.null-embedded memory.free-isolation-info.null-embedded "
         "memory.free-isolation-info-ex.null-embedded memory.free-registration-info.null-embedded "
         "memory.free-network-soh.null-embedded memory.free-private-data.null-embedded "
         "memory.free-soh.null-embedded memory.free-soh-attribute-value.null-embedded "
         "memory.free-system-health-agent-state.null-embedded",
         "with what is no live block"),
    /* It overruns blocks by tens of thousands of bytes. Either the spy reports that or the heap is
       destroyed; so each rule has its own process. */
    {FAULTS_PLAIN, BROKEN, "free.by-length",
     "memory.free-counted-string.wrong-length memory.free-fixup-info.wrong-length "
     "memory.free-isolation-info.wrong-length memory.free-isolation-info-ex.wrong-length "
     "memory.free-registration-info.wrong-length memory.free-network-soh.wrong-length "
     "memory.free-private-data.wrong-length memory.free-soh.wrong-length "
     "memory.free-soh-attribute-value.wrong-length "
     "memory.free-system-health-agent-state.wrong-length",
     NULL, false, 0, 0},
    VALUE(
        "free.ignores-count",
        "memory.free-connections.count memory.free-soh.count memory.free-registration-info.count"),
    VALUE("free.no-release", "memory.free-connections.releases clients.connections"),
    VALUE("free.keeps-pointer", "memory.free-registration-info.cleared"),
    VALUE("free.known-types", "memory.free-soh-attribute-value.unknown"),
    VALUE("free.every-type", "memory.free-soh-attribute-value.no-pointer"),

    NOTIFIER("notifier.fails", "notifier.subscribe.* notifier.threads"),
    NOTIFIER("notifier.lenient", "notifier.types notifier.handle.*"),
    NOTIFIER("notifier.second-ok", "notifier.second"),
    NOTIFIER("notifier.bare-error", "notifier.second.form"),
    NOTIFIER("notifier.one-slot", "notifier.independent"),
    NOTIFIER("notifier.never-ends", "notifier.again"),
    NOTIFIER("notifier.never-ends", "notifier.ends"),
    NOTIFIER("notifier.ends-all", "notifier.end-nothing"),
    NOTIFIER("notifier.sets-at-once", "notifier.quiet"),
    {FAULTS_OF_SERVICE, BROKEN, "notifier.one-thread", "notifier.threads", CRASHES, true, 0, 0},

    VALUE("com.no-factory", "com.constructor.factory com.processor.factory registration.manifest"),
    VALUE("com.any-class", "com.class-object.other-class"),
    VALUE("com.class-dirty",
          "com.class-object.other-class com.class-object.interface com.class-object.null-ids"),
    CRASH("com.class-null-crash", "com.class-object.null-out com.class-object.null-ids"),
    VALUE("com.any-interface", "com.class-object.interface com.constructor.interface "
                               "com.processor.interface com.constructor.query com.processor.query"),
    VALUE("com.create-fails", "com.constructor.create com.processor.create"),
    VALUE("com.create-dirty", "com.constructor.aggregation com.processor.aggregation "
                              "com.constructor.interface com.constructor.null-iid"),
    VALUE("com.aggregates", "com.constructor.aggregation com.processor.aggregation"),
    CRASH("com.create-null-crash", "com.constructor.null-out com.processor.null-out "
                                   "com.constructor.null-iid com.processor.null-iid"),
    VALUE("codec.no-memory",
          "com.constructor.no-memory com.processor.no-memory constructor.initialize.no-memory "
          "constructor.append.no-memory constructor.get.no-memory processor.initialize.no-memory "
          "processor.get.no-memory"),
    VALUE("com.two-identities", "com.constructor.identity com.processor.identity"),
    CRASH("com.query-null-crash", "com.constructor.query-null com.processor.query-null"),
    VALUE("com.references", "com.constructor.references com.processor.references"),
    VALUE("com.marshals", "com.constructor.apartments com.processor.apartments"),
    VALUE("com.not-agile", "com.constructor.agile com.processor.agile"),
    VALUE("com.unload-always",
          "com.constructor.object-holds com.processor.object-holds com.constructor.factory-holds "
          "com.processor.factory-holds com.unload.locks com.constructor.marshaler-holds "
          "com.processor.marshaler-holds com.unload.any-order"),
    VALUE("com.failure-holds", "com.unload.failures"),
    VALUE("com.factory-no-memory",
          "com.constructor.factory-no-memory com.processor.factory-no-memory"),
    NOTIFIER("com.unload-always", "notifier.holds-module"),
    VALUE("com.unload-never", "com.unload.unused com.unload.after-use"),
    VALUE("com.stays", "com.unload.free-library"),
    VALUE("com.negative-locks", "com.unload.unlock-too-many"),

    VALUE("constructor.id-type", "constructor.initialize.id"),
    VALUE("constructor.twice", "constructor.initialize.twice"),
    VALUE("codec.not-initialized",
          "constructor.append.before-initialize constructor.get.before-initialize "
          "processor.count.before-initialize processor.find.before-initialize "
          "processor.get.before-initialize"),
    VALUE("constructor.shallow", "constructor.append.copies"),
    CRASH(
        "codec.null-crash",
        "constructor.append.null constructor.get.null validity.null processor.initialize.null "
        "processor.initialize.null-id processor.count.null processor.find.null processor.get.null"),
    VALUE(
        "constructor.takes-all",
        "constructor.append.null constructor.append.system-health-id constructor.append.types "
        "constructor.append.null-addresses constructor.append.null-codes "
        "constructor.append.null-vendor-data constructor.append.null-octets "
        "constructor.append.ipv4-range constructor.append.ipv6-range "
        "constructor.append.compliance-codes-range constructor.append.error-codes-range "
        "constructor.append.vendor-range constructor.append.octets-range "
        "constructor.append.hundred constructor.append.second-ipv4 constructor.append.second-ipv6"),
    VALUE("constructor.small",
          "constructor.append.ipv4-most constructor.append.ipv6-most "
          "constructor.append.compliance-codes-most constructor.append.error-codes-most "
          "constructor.append.vendor-most constructor.append.octets-most"),
    CRASH("constructor.reads-on", "constructor.append.bounds constructor.append.bad-count"),
    VALUE("constructor.aligns", "constructor.append.unaligned"),
    VALUE("constructor.odd-blocks", "constructor.get.blocks"),
    VALUE("constructor.second", "constructor.append.second-in-request"),
    VALUE("constructor.shared", "constructor.get.copies"),
    VALUE("constructor.dies", "constructor.get.outlives"),
    VALUE("constructor.complete", "constructor.get.incomplete"),
    VALUE("constructor.changes", "constructor.unchanged"),

    VALUE(
        "values.bytes",
        "values.system-health-id.bytes values.ipv4-fixup-servers.bytes "
        "values.compliance-result-codes.bytes values.time-of-last-update.bytes "
        "values.client-id.bytes values.vendor-specific.bytes values.health-class.bytes "
        "values.software-version.bytes values.product-name.bytes values.health-class-status.bytes"),
    VALUE("values.bytes",
          "values.soh-generation-time.bytes values.error-codes.bytes values.failure-category.bytes "
          "values.ipv6-fixup-servers.bytes values.extended-isolation-state.bytes "
          "values.unknown.bytes values.highest.bytes values.no-codes.bytes "
          "values.no-vendor-data.bytes values.no-octets.bytes values.system-health-id.any "
          "values.unknown.any values.one-byte.any"),
    VALUE("values.round-trip",
          "values.system-health-id.round-trip values.ipv4-fixup-servers.round-trip "
          "values.compliance-result-codes.round-trip values.time-of-last-update.round-trip "
          "values.client-id.round-trip values.vendor-specific.round-trip "
          "values.health-class.round-trip values.software-version.round-trip "
          "values.product-name.round-trip values.health-class-status.round-trip"),
    VALUE("values.round-trip",
          "values.soh-generation-time.round-trip values.error-codes.round-trip "
          "values.failure-category.round-trip values.ipv6-fixup-servers.round-trip "
          "values.extended-isolation-state.round-trip values.unknown.round-trip "
          "values.highest.round-trip values.no-codes.round-trip values.no-vendor-data.round-trip "
          "values.no-octets.round-trip values.types-0-and-1 clients.validator "
          "clients.agent-response"),

    VALUE("validity.all-valid",
          "validity.id-alone validity.result.missing validity.type-above validity.null-value "
          "validity.size-4001 validity.count-0 validity.count-101 validity.null-attributes "
          "validity.id.missing validity.id.not-first validity.id.twice validity.id.size "
          "validity.fixup.two-ipv4 validity.fixup.two-ipv6 validity.size.* validity.any-soh "
          "validity.every-place processor.initialize.invalid"),
    VALUE("validity.processor-takes-all",
          "validity.id-alone validity.result.missing validity.type-above validity.null-value "
          "validity.size-4001 validity.count-0 validity.count-101 validity.null-attributes "
          "validity.id.missing validity.id.not-first validity.id.twice validity.id.size "
          "validity.fixup.two-ipv4 validity.fixup.two-ipv6 validity.size.* "
          "processor.initialize.invalid"),
    VALUE("validity.all-invalid",
          "validity.before-initialize validity.any-soh validity.id-alone validity.sample-agent "
          "validity.agent-itself validity.result.codes validity.result.no-codes "
          "validity.result.category validity.repeated validity.unknown validity.types-0-and-1 "
          "validity.null-empty-value validity.size-4000 validity.count-100 validity.fixup.one-each "
          "validity.whole"),
    VALUE("validity.true-is-one", "validity.any-true"),
    CRASH("validity.reads-ahead", "validity.bounds.*"),

    VALUE("processor.id", "processor.initialize.id"),
    VALUE("processor.twice", "processor.initialize.twice"),
    VALUE("processor.once", "processor.initialize.again"),
    VALUE("processor.shallow", "processor.initialize.copies"),
    VALUE("processor.count", "processor.count"),
    VALUE("processor.find-behind", "processor.find.from"),
    VALUE("processor.find-bare", "processor.find.none processor.find.beyond"),
    VALUE("processor.find-end", "processor.find.loop"),
    VALUE("processor.odd-blocks", "processor.get.blocks"),
    VALUE("processor.find-touches", "processor.find.untouched"),
    VALUE("processor.shared", "processor.get.copies"),
    VALUE("processor.dies", "processor.get.outlives"),
    VALUE("processor.dirty",
          "processor.get.beyond processor.get.null processor.get.before-initialize"),

    SAID("codec.leak", "clients.agent-request", "are allocated, not"),
    VALUE("com.one-thread", "clients.many-workers clients.shared-object"),

    REGISTRATION("registration.nothing",
                 "registration.path registration.threading-model registration.again "
                 "registration.nothing-else registration.all-or-none "
                 "registration.unregister-nothing registration.create-instance"),
    REGISTRATION("registration.path", "registration.path"),
    REGISTRATION("registration.apartment", "registration.threading-model"),
    REGISTRATION("registration.once", "registration.again"),
    REGISTRATION("registration.more", "registration.nothing-else"),
    REGISTRATION("registration.half", "registration.all-or-none"),
    REGISTRATION("registration.unregister-more", "registration.unregister"),
    REGISTRATION("registration.unregister-other", "registration.unregister-own"),
    REGISTRATION("registration.unregister-fails", "registration.unregister-nothing"),

    NAPHOST(
        "server.no-class",
        "naphost.server.manifest naphost.server.client-management naphost.server.server-management "
        "naphost.server.server-info naphost.server.binding"),
    NAPHOST("object.identity", "naphost.server.identity"),
    NAPHOST("hr 80040111 0", "naphost.server.half-classes naphost.server.other-classes"),
    NAPHOST("hr 80040110 0", "naphost.server.aggregation"),
    NAPHOST("hr 80004002 0", "naphost.server.other-interfaces"),
    NAPHOST("object.not-agile", "naphost.server.agile"),
    NAPHOST("hr 1 0",
            "naphost.server.objects-hold naphost.server.locks-hold naphost.server.threads-hold"),
    NAPHOST("server.registers-nothing",
            "naphost.server.register naphost.server.register-copy naphost.server.register-gone"),
    NAPHOST("server.unregisters-all", "naphost.server.unregister-own"),
    NAPHOST("hr 800700b7 0", "naphost.server.register-refuses"),
    NAPHOST("hr 80070057 80004003",
            "naphost.server.null naphost.store.null naphost.store.agent-zero "
            "naphost.store.validator-zero naphost.store.enforcer-zero naphost.store.text-null "
            "naphost.store.text-1024 naphost.store.list-null naphost.management.client-info-null "
            "naphost.management.server-info-null naphost.management.state-null "
            "naphost.binding.arguments naphost.binding.null"),
    NAPHOST("hr 80070057 80004003",
            "naphost.request.set-invalid naphost.request.null naphost.validator.complete-null "
            "naphost.validator.complete-pending naphost.validator.complete-other "
            "naphost.validation.response naphost.validation.private-data naphost.validation.null"),
    NAPHOST("store.text", "naphost.store.agent naphost.store.validator naphost.store.enforcer"),
    NAPHOST("hr 80270003 0",
            "naphost.store.agent-twice naphost.store.validator-twice naphost.store.enforcer-twice"),
    NAPHOST("store.one-kind", "naphost.store.kinds"),
    NAPHOST("store.few",
            "naphost.store.agents-20 naphost.store.validators-20 naphost.store.enforcers-20"),
    NAPHOST("hr 8007000e 0",
            "naphost.store.agents-21 naphost.store.validators-21 naphost.store.enforcers-21"),
    NAPHOST("store.whole-text", "naphost.store.text-nul"),
    NAPCRASH("store.reads-on", "naphost.store.text-length"),
    NAPHOST("store.no-text", "naphost.store.text-empty"),
    NAPHOST("store.no-date", "naphost.store.date"),
    NAPHOST("store.type", "naphost.store.type naphost.store.type-enforcer"),
    NAPHOST("store.own-ids", "naphost.store.vendor-ids"),
    NAPHOST("store.keeps", "naphost.store.unregister-agent naphost.store.unregister-validator "
                           "naphost.store.unregister-enforcer"),
    NAPHOST("hr 80270006 80004005",
            "naphost.store.no-agent naphost.store.no-validator naphost.store.no-enforcer "
            "naphost.store.mapping-unregistered naphost.binding.unregistered "
            "naphost.binding.unregistered-first"),
    NAPHOST("bound.ignored", "naphost.store.bound naphost.store.bound-elsewhere "
                             "naphost.store.bound-first naphost.check.other-process"),
    NAPHOST("store.none-fails",
            "naphost.store.no-agents naphost.store.no-validators naphost.store.no-enforcers"),
    NAPHOST("store.backwards", "naphost.store.order-agents naphost.store.order-validators "
                               "naphost.store.order-enforcers naphost.store.list-parallel"),
    NAPHOST("store.leaks", "naphost.store.list-blocks"),
    NAPHOST("store.one-kind", "naphost.store.values"),
    NAPHOST("store.any-key", "naphost.store.half-agent naphost.store.half-validator"),
    NAPHOST("store.broken-fails", "naphost.store.broken"),
    NAPHOST("store.odd-class", "naphost.store.absent-class"),
    NAPHOST("process.elevated", "naphost.store.elevated naphost.log.variable naphost.log.user"),
    NAPHOST("store.mapping", "naphost.store.mapping-default naphost.store.mapping"),
    NAPHOST("describe.version", "naphost.management.client-info naphost.management.server-info"),
    NAPHOST("isolation.known", "naphost.management.first-state naphost.verdict.nobody"),
    NAPHOST("isolation.no-url", "naphost.management.state-blocks naphost.binding.state"),
    NAPHOST("isolation.late", "naphost.management.state-stays naphost.check.state-before-response "
                              "naphost.check.state-in-notification naphost.agent.three-states"),
    NAPHOST("store.sta", "naphost.management.sta"),
    NAPHOST(
        "agent.holds",
        "naphost.binding.callback naphost.binding.end-in-request naphost.binding.end-in-process "
        "naphost.binding.end-in-fixup naphost.binding.last-release"),
    NAPHOST("agent.checks", "naphost.binding.no-check naphost.check.newcomer"),
    NAPHOST(
        "hr 800704df 4df",
        "naphost.binding.second naphost.binding.second-other naphost.binding.bound "
        "naphost.binding.bound-elsewhere naphost.binding.inside-request "
        "naphost.binding.inside-process naphost.binding.inside-fixup naphost.binding.inside-state"),
    NAPHOST("binding.once", "naphost.binding.again"),
    NAPHOST("hr 80270007 8000ffff",
            "naphost.binding.unbound-uninitialize naphost.binding.unbound-notify "
            "naphost.binding.unbound-flush naphost.binding.unbound-state "
            "naphost.binding.unbound-state-ex naphost.agent.unavailable "
            "naphost.agent.process-unavailable"),
    NAPHOST("notify.slow", "naphost.binding.notify-returns"),
    NAPHOST("notify.inline", "naphost.binding.other-thread"),
    NAPHOST(
        "binding.hasty",
        "naphost.binding.waits-request naphost.binding.waits-process naphost.binding.waits-fixup"),
    NAPHOST("binding.waits", "naphost.binding.leaves-validators"),
    NAPHOST("binding.late-call", "naphost.binding.silent naphost.binding.silent-later"),
    NAPHOST("call.two-at-once", "naphost.binding.one-call"),
    NAPHOST("bound.other-name", "naphost.binding.event"),
    NAPHOST("hr 8001010e 0", "naphost.binding.sta"),
    NAPHOST("hr 800401f0 0", "naphost.binding.no-com"),
    NAPHOST("apartment.none", "naphost.binding.sta-agile naphost.binding.implicit-mta"),
    NAPHOST("notify.leaks", "naphost.binding.memory"),
    NAPHOST("call.state-twice", "naphost.agent.first-check naphost.check.tells-all"),
    NAPHOST("compare.different",
            "naphost.agent.unchanged naphost.agent.compare-equal naphost.agent.compare-fails "
            "naphost.check.new-agent naphost.check.config"),
    NAPHOST("compare.same",
            "naphost.agent.compare-different naphost.agent.compare-fails-different"),
    NAPHOST("cache.not-flushed", "naphost.agent.flushed naphost.agent.cache-flush"),
    NAPHOST("compare.swapped", "naphost.agent.compare-arguments naphost.agent.compare-uncached"),
    NAPHOST(
        "call.request-lost",
        "naphost.agent.request naphost.agent.request-success naphost.agent.request-cached "
        "naphost.agent.request-own-failure naphost.request.set-copies naphost.request.last-set"),
    NAPHOST(
        "made.code",
        "naphost.agent.request-none naphost.agent.cache-end naphost.agent.request-fails "
        "naphost.agent.unbound naphost.validator.nothing-set naphost.validator.nothing-set-pending "
        "naphost.validator.fails naphost.validator.fails-pending naphost.validator.given-up "
        "naphost.validator.not-created naphost.validator.no-interface naphost.validator.no-class"),
    NAPHOST(
        "made.code",
        "naphost.validator.time-limit naphost.validator.late-four naphost.validator.late-inside"),
    NAPHOST("cache.stays", "naphost.agent.cache-uncached"),
    NAPHOST("call.process-succeeds", "naphost.agent.process-invalid naphost.agent.process-fails"),
    NAPHOST(
        "answer.flags",
        "naphost.agent.response-healthy naphost.agent.response-unhealthy naphost.verdict.healthy"),
    NAPHOST("fixup.polls",
            "naphost.agent.fixup-fails naphost.agent.fixup-null naphost.agent.fixup-success "
            "naphost.agent.fixup-failure naphost.agent.fixup-progress"),
    NAPHOST("worker.hasty", "naphost.agent.time-limit"),
    NAPHOST("request.first-set", "naphost.request.last-set"),
    NAPHOST(
        "read.other",
        "naphost.request.set-copies naphost.validation.response-copy naphost.validator.at-once"),
    NAPHOST("hr 80270001 0", "naphost.request.set-invalid naphost.validation.response"),
    NAPHOST("hr 80270004 80004005", "naphost.request.at-first"),
    NAPHOST("cache.none", "naphost.request.preset naphost.agent.request-cached"),
    NAPHOST("hr 8000ffff 0", "naphost.request.in-process naphost.request.kept"),
    NAPHOST("request.flag", "naphost.request.cache-flag naphost.request.cache-flag-unused "
                            "naphost.request.preset"),
    NAPHOST("call.other-object", "naphost.request.same"),
    NAPHOST("correlation.many", "naphost.request.correlation naphost.request.correlation-next"),
    NAPHOST("correlation.text", "naphost.request.correlation-string"),
    NAPHOST("correlation.fails", "naphost.request.kept naphost.validation.kept"),
    NAPHOST(
        "result.lost",
        "naphost.validator.at-once naphost.validator.pending-inside "
        "naphost.validator.pending-before naphost.validator.pending-after "
        "naphost.validator.success naphost.validator.success-pending naphost.validator.unavailable "
        "naphost.validator.unavailable-bare naphost.validation.response-id"),
    NAPHOST("create.hint", "naphost.validator.hint"),
    NAPHOST("create.twice", "naphost.validator.created-once"),
    NAPHOST("validator.serial", "naphost.validator.parallel"),
    NAPHOST("validation.no-request", "naphost.validator.no-agent"),
    NAPHOST("validation.generated", "naphost.agent.request naphost.validator.no-agent"),
    NAPHOST("store.enabled", "naphost.validator.disabled naphost.check.orphaned-disabled"),
    NAPHOST("store.stale",
            "naphost.validator.unregistered naphost.check.new-validator naphost.check.no-validator "
            "naphost.check.no-agent naphost.check.mapping"),
    NAPHOST("hr 80270009 0",
            "naphost.validator.complete-twice naphost.validator.complete-abandoned "
            "naphost.validation.response-late naphost.validator.late"),
    NAPHOST("hr 0 1", "naphost.validator.unregistered-pending"),
    NAPHOST("hr 80070057 0", "naphost.validator.complete-null naphost.validator.complete-pending "
                             "naphost.validator.complete-other"),
    NAPHOST("validation.config", "naphost.validation.config-0 naphost.validation.config"),
    NAPHOST("validation.machine", "naphost.validation.machine"),
    NAPHOST("trigger.twice",
            "naphost.check.settles naphost.check.one-more naphost.check.from-inside"),
    NAPHOST("clock.hasty", "naphost.check.distance naphost.check.soon"),
    NAPHOST("store.triggers", "naphost.check.not-by-registration"),
    NAPHOST("result.not-made", "naphost.check.failed-again"),
    NAPHOST("store.check-backwards", "naphost.check.order-requests naphost.check.order-responses"),
    NAPHOST("isolation.state-only", "naphost.check.tells-extended"),
    NAPHOST("call.no-orphans", "naphost.check.orphaned naphost.check.orphaned-disabled"),
    NAPHOST("call.orphans-made", "naphost.check.orphaned-made"),
    NAPHOST("verdict.unhealthy", "naphost.verdict.healthy naphost.verdict.ratings "
                                 "naphost.verdict.no-special-code naphost.verdict.category-0"),
    NAPHOST("verdict.healthy",
            "naphost.verdict.unhealthy naphost.verdict.any-code naphost.verdict.any-attribute "
            "naphost.verdict.category naphost.verdict.category-own naphost.verdict.category-6 "
            "naphost.verdict.both-category naphost.verdict.both-code naphost.verdict.silent "
            "naphost.verdict.silent-category naphost.verdict.failed naphost.verdict.extended-0"),
    NAPHOST(
        "verdict.unmapped",
        "naphost.verdict.category-mapped naphost.verdict.category-255 naphost.verdict.both-healthy "
        "naphost.verdict.silent-mapped naphost.verdict.failed-mapped"),
    NAPHOST("verdict.category-only", "naphost.verdict.any-code naphost.verdict.no-settings"),
    NAPHOST("verdict.last", "naphost.verdict.all-first naphost.verdict.extended-first"),
    NAPHOST(
        "verdict.first",
        "naphost.verdict.all-last naphost.verdict.extended-last naphost.verdict.missing-request"),
    NAPHOST("verdict.extended",
            "naphost.verdict.extended-1 naphost.verdict.extended-2 naphost.verdict.extended-3 "
            "naphost.verdict.extended-4 naphost.verdict.extended-unknown "
            "naphost.verdict.extended-infected"),
    NAPHOST("verdict.known", "naphost.verdict.nobody"),
    NAPHOST("log.no-fixup", "naphost.log.steps"),
    NAPHOST("log.cut", "naphost.log.lines naphost.log.full"),
    NAPHOST("log.bytes", "naphost.log.no-bytes"),
    NAPCRASH("log.crashes", "naphost.log.bad-path"),

    SERVICE("notifier.uses-handle", "service.handle-closed"),
    SERVICE("notifier.never-ends", "service.silent"),
    /* A rule that finds this waits until its timeout, so only one rule is tried. */
    {FAULTS_OF_SERVICE, BROKEN, "notifier.deaf", "service.starts", "was not set within", true,
     RULE_SERVICE, 0},
    SERVICE("notifier.fails", "service.stops service.created-later service.isolation-state"),
};

/* Wine's CoInitializeSecurity always succeeds; the other bitness has no seam to break. */
const char RulesWithoutFault[] = "naphost.server.security naphost.store.bitness";

const size_t FaultCount = sizeof(FaultTable) / sizeof(*FaultTable);
