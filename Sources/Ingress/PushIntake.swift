internal import Crypto
internal import Documents
internal import Records
internal import Synchronization
internal import Waybill
internal import WeChat

/// From a body to the command it asks for.
final class PushIntake: Sendable {
    enum Reading {
        /// `repairs` says what was put right before it could be read.
        case command(CommandRecord, PushForm, repairs: RepairKinds)
        /// An event that has no answer of its own and asks nothing of us.
        case ignored(event: String)
        case empty
        /// Its secrets could not be sealed, so nothing of it may be stored.
        case unsealable
    }

    private let secrets: Secrets
    /// Parsers not in use; each is used by one thread at a time.
    private let parsers = Mutex<[ParserBox]>([])

    private let window: TimestampWindow

    init(secrets: Secrets, window: TimestampWindow) { (self.secrets, self.window) = (secrets, window) }

    /// `now` is in milliseconds since 1970.
    func read(_ body: [UInt8], app: App, now: Int64) -> Reading {
        guard let format = PushFormat(body) else {
            return body.allSatisfy { $0 <= 0x20 }
                ? .empty : unreadable(body, "the body is neither XML nor JSON", .fault)
        }
        do throws(FieldFault) {
            return try read(parse(body, as: format), body, format, app, now)
        } catch {
            return unreadable(body, error.message, .fault)
        }
    }

    private func read(
        _ text: PushedText, _ body: [UInt8], _ format: PushFormat, _ app: App, _ now: Int64
    ) throws(FieldFault) -> Reading {
        let fields = try Fields(text.document)
        let head = EventHead(fields, isRepaired: !text.repairs.isEmpty)
        if let breakage = text.breakage {
            // Answered from its head, where that is whole.
            guard head.isWhole else { throw FieldFault(breakage) }
            return unreadable(body, breakage, .event(head, format), head.orderKey(carrier: app.carrier))
        }
        guard !head.event.isEmpty else {
            if fields.has("Encrypt") {
                throw FieldFault("the event is encrypted; set the push to plain mode, safe mode is not built yet")
            }
            // The probe of WeChat's cloud hosting (wechat.md section 1.7).
            if fields.has("action") { return .ignored(event: "probe") }
            _ = try fields.id("Event")
            throw FieldFault("Event is empty")
        }
        guard head.hasReply else { return .ignored(event: "other") }
        do throws(FieldFault) {
            guard head.toUserName == app.userName else {
                _ = try fields.id("ToUserName")
                throw FieldFault("ToUserName is not the mini program that this path belongs to")
            }
            let event = try PushedEvent(fields, head: head)
            try window.check(createTime: head.createTime, now: now)
            return sealed(event, .event(head, format), app, text.repairs)
        } catch {
            return unreadable(body, error.message, .event(head, format), head.orderKey(carrier: app.carrier))
        }
    }

    private func sealed(_ event: PushedEvent, _ form: PushForm, _ app: App, _ repairs: RepairKinds) -> Reading {
        do throws(CryptoError) {
            let command = try event.command(carrier: app.carrier, secrets: secrets)
            return .command(command, form, repairs: repairs)
        } catch {
            return .unsealable
        }
    }

    /// What could not be read goes the same way as everything else and ends as a dead letter; sealed, since its secrets
    /// cannot be told from the rest. Filed under the order that it is about, where `key` says which.
    private func unreadable(
        _ body: [UInt8], _ fault: String, _ form: PushForm, _ key: OrderKey? = nil
    ) -> Reading {
        do throws(CryptoError) {
            let sealed = try secrets.seal(payload: body)
            let unreadable = Unreadable(fault: fault, key: key)
            return .command(
                CommandRecord(.unreadable(unreadable, sealedPayload: sealed)), form, repairs: [])
        } catch {
            return .unsealable
        }
    }

    private func parse(_ body: [UInt8], as format: PushFormat) throws(FieldFault) -> PushedText {
        let box = parsers.withLock { $0.popLast() } ?? ParserBox()
        defer {
            parsers.withLock { parsers in
                if parsers.count < IngressLimits.parserCountMax { parsers.append(box) }
            }
        }
        return try box.parser.read(body, as: format)
    }
}

/// Unchecked: a box is out of the pool while it is used, so one thread has it at a time; the pool's lock hands it over.
final class ParserBox: @unchecked Sendable {
    var parser = PushParser()
}
