internal import Dispatch
internal import Foundation
internal import Options
internal import Push
internal import Synchronization

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
    private static let count = Option.integer(
        "count", in: 1...PushLimits.pushCountMax, default: 1, "How many pushes to send, repeats of WeChat not counted.")
    private static let rate = Option.integer(
        "rate", in: 0...PushLimits.rateMax, default: 0, "Pushes a second; 0 sends as fast as answers come.")
    private static let concurrency = Option.integer(
        "concurrency", in: 1...PushLimits.concurrencyMax, default: 8, "Pushes under way at once.")
    private static let timeout = Option.duration(
        "timeout", in: .milliseconds(1)...(.seconds(600)), default: .seconds(5), "How long to wait for an answer.")
    private static let repeats = Option.integer(
        "repeats", in: 0...PushLimits.repeatCountMax, default: 3, "Repeats where no answer came, as WeChat does.")
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

    static let push = Command(
        "push", summary: "plays WeChat: signs and sends events, and reports the answers",
        details: """
            Sends event files, or events that it makes up, as WeChat does: signed, with a limit of 5 s and three \
            repeats. At the end it counts the answers by ResultCode and names every order that was answered with two \
            waybill ids.
            """,
        operands: [
            Operand(
                "EVENT-FILE", "Events in XML or JSON, sent as they are.", content: .file, isRequired: false,
                repeats: true)
        ],
        options: [
            url, token, format, count, rate, concurrency, timeout, repeats, seed, orderPrefix, repeatShare, cancelShare,
            toUserName, bizID, bizPassword, show, output,
        ],
        examples: [
            Example(
                "WAYBILL_PUSH_TOKEN=demotoken waybill push --show examples/add_waybill.xml",
                "one event, and what comes back"),
            Example(
                "WAYBILL_PUSH_TOKEN=demotoken waybill push --count 10000 --concurrency 64",
                "ten thousand made-up orders as fast as they go"),
            Example(
                "WAYBILL_PUSH_TOKEN=demotoken waybill push --count 500 --rate 50 --repeat-percent 10",
                "50 a second, some of them pushed twice"),
        ],
        exitCodes: [
            ExitCode(Exit.success, "every push was answered, and no order with two waybill ids"),
            ExitCode(Exit.failure, "a push had no answer, or an order two waybill ids"),
            ExitCode(Exit.usage, "the command line is wrong"),
        ])

    static func run(_ values: Values) throws -> Int32 {
        guard let secret = values[token] else {
            throw UsageError(
                .commandLine, "the push token is required: WAYBILL_PUSH_TOKEN, or --push-token-file FILE",
                advice: "waybill push --help")
        }
        var plan = PushPlan(url: values[url], pushToken: secret.reveal(), source: try source(values))
        plan.format = values[format]
        plan.count = max(values[count], values.operands.count)
        plan.rate = Double(values[rate])
        plan.concurrency = values[concurrency]
        plan.attemptTimeout = values[timeout]
        plan.repeatCount = values[repeats]
        let report = try report(of: plan, isShown: values[show])
        switch values[output] {
        case .text: print(report.text(), terminator: "")
        case .json: print(report.json(), terminator: "")
        case .none: break
        }
        return report.isClean ? Exit.success : Exit.failure
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
        FileHandle.standardOutput.write(Foundation.Data(bytes + Array("\n".utf8)))
    }

    /// Runs the plan on the cooperative pool while this thread waits.
    private static func report(of plan: PushPlan, isShown: Bool) throws -> PushReport {
        let bar = ProgressBar()
        let outcome = Mutex<Swift.Result<PushReport, PushError>?>(nil)
        let done = DispatchSemaphore(value: 0)
        let exchanged: (@Sendable (PushExchange) -> Void)? = isShown ? { @Sendable in write($0) } : nil
        Task {
            let result: Swift.Result<PushReport, PushError>
            do throws(PushError) {
                result = .success(try await plan.run(progress: { bar?.update($0) }, exchanged: exchanged))
            } catch {
                result = .failure(error)
            }
            outcome.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        bar?.clear()
        guard let result = outcome.withLock({ $0 }) else { throw PushError("the run ended without a report") }
        return try result.get()
    }
}
