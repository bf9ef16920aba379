internal import Foundation
internal import Options
internal import PushClient
internal import Threads

/// `waybill push`: plays WeChat against a carrier's URL.
enum PushCommand {
    private enum Output: String, CaseIterable, Sendable {
        case text
        case json
        case none
    }

    private static let url = Option.text(
        "url", default: "http://127.0.0.1:8080/push/zto", placeholder: "URL", "The carrier's push URL.")
    private static let token = Option<Secret?>.secret("push-token", "The token that pushes are signed with.")
    private static let format = Option.choice(
        "format", default: EventFormat.xml, placeholder: "FORMAT", "The format of generated events.")
    private static let count = Option<Int?>.integer(
        "count", in: 1...PushLimits.pushCountMax,
        "Send a load of so many pushes, repeats not counted. Without it each file is sent once, or one made-up event.")
    private static let rate = Option.integer(
        "rate", in: 0...PushLimits.rateMax, default: 0, "Pushes a second; 0 sends as fast as answers come.")
    private static let concurrency = Option.integer(
        "concurrency", in: 1...PushLimits.concurrencyMax, default: 8, "Requests of a load under way at once.")
    private static let timeout = Option.duration(
        "timeout", in: .milliseconds(1)...(.seconds(600)), default: .seconds(5), "How long to wait for an answer.")
    private static let repeats = Option.integer(
        "repeats", in: 0...PushLimits.repeatCountMax, default: 3,
        "Repeats where no answer came, as WeChat does; an answer is a status 200 or 4xx.")
    private static let repeatPause = Option.duration(
        "repeat-pause", in: .zero...PushLimits.repeatPauseMax, default: .seconds(1),
        "How long to wait before a repeat; WeChat's documentation names no time.")
    private static let seed = Option.integer(
        "seed", in: 0...Int.max, default: 1, "Generated events are the same for the same seed.")
    private static let orderPrefix = Option.text(
        "order-prefix", default: "order-", placeholder: "TEXT", "What generated OrderIDs begin with.")
    private static let repeatShare = Option.integer(
        "repeat-percent", in: 0...100, default: 0, "Of the generated events, how many push an order again.")
    private static let cancelShare = Option.integer(
        "cancel-percent", in: 0...100, default: 0, "Of the generated events, how many cancel an order.")
    private static let toUserName = Option.text(
        "to-user-name", default: "gh_abcdefg", placeholder: "NAME", "The carrier's mini program in generated events.")
    private static let bizID = Option.text("biz-id", default: "xyz", placeholder: "ID", "BizID of generated events.")
    private static let bizPassword = Option<Secret?>.secret("biz-password", "BizPwd of generated events.")
    private static let show = Option.flag("show", "Print every event sent and every answer; they hold secrets.")
    private static let output = Option.choice(
        "output", default: Output.text, placeholder: "FORMAT", "The report: text, json or none.")

    private static let details = """
        Sends event files, or events that it makes up, as WeChat does: signed, with a limit of 5 s and three repeats. \
        A status 4xx says that the push is wrong, as it would be again: it is an answer and is not repeated. Without \
        --count the report is a line for each push: ResultCode and ResultMsg, the waybill id, and how long the answer \
        took; or the HTTP status with its line of text, or why there was no answer.

        With --count the report is a table. Requests are the pushes and their repeats. Timeouts are requests without \
        an answer within --timeout. Unanswered are the pushes that had neither 200 nor 4xx in all their attempts. \
        Answers without a ResultCode had 200 and no event's reply. Wrong answers are those that a carrier must never \
        give: an order with two waybill ids, one waybill id for two orders, a success without a waybill id, the reply \
        of another order; each is named in a line that begins with WRONG. Latency is the time from a request to its \
        whole answer, whatever its status.
        """

    static let push = CommandSpec(
        "push", summary: "plays WeChat: signs and sends events, and reports the answers",
        details: details,
        operands: [
            Operand(
                "EVENT-FILE", "Events in XML or JSON, sent as they are; - is standard input.", content: .file,
                isRequired: false, repeats: true)
        ],
        options: [
            url, token, format, count, rate, concurrency, timeout, repeats, repeatPause, seed, orderPrefix, repeatShare,
            cancelShare, toUserName, bizID, bizPassword, show, output,
        ],
        examples: [
            Example(
                "WAYBILL_PUSH_TOKEN=demotoken waybill push examples/add_waybill.xml", "one event, and its answer"),
            Example(
                "WAYBILL_PUSH_TOKEN=demotoken waybill push --show - < event.json",
                "an event from standard input, and everything that went over the wire"),
            Example(
                "WAYBILL_PUSH_TOKEN=demotoken waybill push --count 10000 --concurrency 64",
                "ten thousand made-up orders as fast as they go"),
            Example(
                "WAYBILL_PUSH_TOKEN=demotoken waybill push --count 500 --rate 50 --repeat-percent 10",
                "50 a second, some of them pushed twice"),
        ],
        exitCodes: [
            ExitCode(Exit.success, "every push was answered with 200 and a ResultCode, none of them wrongly"),
            ExitCode(Exit.failure, "a push had no such answer, or a wrong one, or an event file cannot be read"),
            ExitCode(Exit.usage, "the command line is wrong"),
        ])

    static func run(_ values: Values) throws -> Int32 {
        guard let secret = values[token] else {
            throw UsageError(
                .commandLine, "the push token is required: WAYBILL_PUSH_TOKEN, or --push-token-file FILE",
                advice: "waybill push --help")
        }
        try check(values)
        let plan = try plan(values, pushToken: secret)
        do throws(PushError) { try plan.validate() } catch {
            throw UsageError(.commandLine, error.message, advice: "waybill push --help")
        }
        // Each connection takes a descriptor; where the machine allows no more, the pushes that find none say so.
        _ = FileDescriptorLimit.connectionCount(wanted: plan.concurrency)
        let report = try report(of: plan, isShown: values[show])
        switch values[output] {
        case .text: StandardOutput.tell(report.text(), terminator: "")
        case .json: StandardOutput.tell(report.json(), terminator: "")
        case .none: break
        }
        return report.isClean ? Exit.success : Exit.failure
    }

    /// What would be passed over in silence.
    private static func check(_ values: Values) throws(UsageError) {
        if values.operands.count(where: { $0 == "-" }) > 1 {
            throw UsageError(.commandLine, "standard input (-) can be read once", advice: "waybill push --help")
        }
        guard values[count] == nil else { return }
        let ofLoad = [rate, concurrency, repeatShare, cancelShare].filter { values.origin(of: $0) == .commandLine }
        guard let option = ofLoad.first else { return }
        throw UsageError(
            .commandLine, "--\(option.row.name) goes with --count: it says how a load is sent",
            advice: "waybill push --help")
    }

    private static func plan(_ values: Values, pushToken: Secret) throws -> PushPlan {
        var plan = PushPlan(url: values[url], pushToken: pushToken.reveal(), source: try source(values))
        let load = values[count]
        plan.format = values[format]
        plan.count = max(load ?? 1, values.operands.count)
        plan.keepsAnswers = load == nil
        plan.rate = Double(values[rate])
        // Without a load the events come in their order: a cancel behind the order that it cancels.
        plan.concurrency = load == nil ? 1 : values[concurrency]
        plan.attemptTimeout = values[timeout]
        plan.repeatCount = values[repeats]
        plan.repeatPause = values[repeatPause]
        return plan
    }

    private static func source(_ values: Values) throws -> PushSource {
        guard values.operands.isEmpty else { return .files(try values.operands.map(EventFile.read)) }
        var profile = EventProfile()
        profile.seed = UInt64(values[seed])
        profile.orderPrefix = values[orderPrefix]
        profile.repeatShare = Double(values[repeatShare]) / 100
        profile.cancelShare = Double(values[cancelShare]) / 100
        profile.toUserName = values[toUserName]
        profile.bizID = values[bizID]
        if let password = values[bizPassword] { profile.bizPassword = password.reveal() }
        return .generated(profile)
    }

    /// The event behind `->`, the answer behind `<-`, each as it went over the wire. One call writes all of it, so that
    /// pushes under way at once do not mix.
    private static func write(_ exchange: PushExchange) {
        let milliseconds = exchange.elapsed / .milliseconds(1)
        let head = "\n<- \(exchange.outcome) after \((milliseconds * 10).rounded() / 10) ms\n"
        let bytes = Array("-> \(exchange.sent.count) bytes\n".utf8) + exchange.sent + Array(head.utf8) + exchange.answer
        StandardOutput.tell(bytes + Array("\n".utf8))
    }

    /// Runs the plan while this thread waits.
    private static func report(of plan: PushPlan, isShown: Bool) throws -> PushReport {
        let bar = ProgressBar()
        let outcome = Monitor<Result<PushReport, PushError>?>(nil)
        let exchanged: (@Sendable (PushExchange) -> Void)? = isShown ? { @Sendable in write($0) } : nil
        Task {
            do throws(PushError) {
                let report = try await plan.run(progress: { bar?.update($0) }, exchanged: exchanged)
                outcome.change { $0 = .success(report) }
            } catch {
                outcome.change { $0 = .failure(error) }
            }
        }
        defer { bar?.clear() }
        return try outcome.wait { $0 }.get()
    }
}
