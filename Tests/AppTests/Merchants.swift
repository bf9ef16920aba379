internal import Foundation
internal import Synchronization
internal import Waiting

/// One push: what is sent, and what must come of it.
struct Push: Sendable {
    enum Kind: Sendable { case add, cancel, unreadable }

    var kind: Kind
    var order: String
    /// Tells the pushes of one order apart; WeChat's repeats of a push have the same.
    var time: Int
    var body: [UInt8]
    /// The ResultCode that the rules give it.
    var code: Int
}

/// What a push was answered in the end.
struct PushAnswer: Sendable {
    let push: Push
    let status: Int
    let code: Int
    let waybill: String
}

/// The story of one order, made from the run's seed: new, perhaps repeated, cancelled, ordered again; or wrong.
struct OrderStory {
    let order: String
    private let isWrong: Bool
    private let number: String
    private var random: Seeded
    private var time: Int

    init(_ index: Int, seed: UInt64) {
        random = Seeded(seed &+ UInt64(index) &* 0xD6E8_FEB8_6659_FD93)
        isWrong = random.percent() < 5
        order = "\(isWrong ? "wrong" : "order")-\(index)"
        let digits = "\(index)"
        number = index % 5 == 0 ? "12345" + String(repeating: "0", count: 4 - digits.count) + digits : "0"
        time = 1_600_000_000 + index * 10
    }

    /// Calls `deliver` with one push after the other; it returns the waybill id of the answer.
    mutating func tell(_ deliver: (Push) -> String?) {
        guard !isWrong else {
            _ = deliver(wrong())
            return
        }
        guard let waybill = deliver(add()) else { return }
        if random.percent() < 10 { _ = deliver(add()) }
        guard random.percent() < 5 else { return }
        _ = deliver(cancel(waybill))
        if random.percent() < 50 { _ = deliver(add()) }
    }

    private mutating func format() -> Event.Format { random.percent() < 50 ? .xml : .json }

    private mutating func add() -> Push {
        time += 1
        var event = Event.add(order, number: number)
        event["CreateTime"] = .raw("\(time)")
        return Push(kind: .add, order: order, time: time, body: event.bytes(format()), code: 0)
    }

    private mutating func cancel(_ waybill: String) -> Push {
        time += 1
        let event = Event.cancel(order, number: waybill, time: time)
        return Push(kind: .cancel, order: order, time: time, body: event.bytes(format()), code: 0)
    }

    private mutating func wrong() -> Push {
        let faults: [(path: String, node: Event.Node?, code: Int)] = [
            ("BizPwd", .text("nope"), 10002), ("BizID", .text("nobody"), 10001), ("WayBillID", .text("99"), 20001),
            ("Sender.Address", nil, 20002), ("Receiver.Name", .text(""), 20004), ("Cargo.Count", .raw("0"), 20006),
            ("Service.ServiceType", .raw("7"), 20009),
        ]
        time += 1
        var event = Event.add(order)
        event["CreateTime"] = .raw("\(time)")
        let choice = Int(random.next() % UInt64(faults.count + 1))
        guard choice < faults.count else {
            let body = event.bytes(format())
            return Push(kind: .unreadable, order: order, time: time, body: Array(body.dropLast(20)), code: -1)
        }
        event[faults[choice].path] = faults[choice].node
        return Push(kind: .add, order: order, time: time, body: event.bytes(format()), code: faults[choice].code)
    }
}

/// The service under test across its deaths: where it is now, and when it dies next.
final class Mortal: @unchecked Sendable {
    private let condition = NSCondition()
    private let folder: TemporaryFolder
    private var service: Service
    private var random: Seeded
    /// Counts of answers at which it is killed, the next one last.
    private var moments: [Int]
    private var generation = 0
    private var answerCount = 0
    private(set) var killCount = 0
    private(set) var faults: [String] = []

    init(_ folder: TemporaryFolder, moments: [Int], seed: UInt64) throws {
        self.folder = folder
        self.moments = moments.sorted(by: >)
        random = Seeded(seed)
        service = try Service.ready(on: folder)
    }

    var current: Service { condition.withLock { service } }

    /// The generation that lives, and its port; waits while it is dead.
    func living(after dead: Int? = nil) -> (generation: Int, port: UInt16)? {
        let end = Date(timeIntervalSinceNow: patience)
        condition.lock()
        defer { condition.unlock() }
        while generation == dead || generation < 0 {
            guard condition.wait(until: end) else { return nil }
        }
        return (try? service.port()).map { (generation, $0) }
    }

    func isDead(_ generation: Int) -> Bool { condition.withLock { self.generation != generation } }

    /// To be called for each answer; the caller at a moment of death carries it out before it goes on.
    func answered() {
        let next = condition.withLock { () -> Int? in
            answerCount += 1
            guard let moment = moments.last, answerCount >= moment, generation >= 0 else { return nil }
            moments.removeLast()
            defer { generation = -1 - generation }
            return generation + 1
        }
        if let next { restart(as: next) }
    }

    private func restart(as next: Int) {
        service.kill()
        var count = 1
        do {
            if random.percent() < 30 {
                // And once more while it comes up.
                let early = try Service(on: folder)
                _ = early.transcript.line(containing: random.percent() < 50 ? "service.starting" : "http.listening")
                early.kill()
                count += 1
            }
            let revived = try Service(on: folder)
            _ = try revived.port()
            condition.withLock {
                service = revived
                generation = next
                killCount += count
                condition.broadcast()
            }
        } catch {
            fault("it did not start again: \(error)")
            condition.withLock { condition.broadcast() }
        }
    }

    func fault(_ text: String) { condition.withLock { faults.append(text) } }
}

/// Plays WeChat on one connection: whatever is not answered 200 or 400 is pushed again.
final class Merchant {
    private let mortal: Mortal
    private var wire: Wire?
    private var generation: Int?
    private(set) var answers: [PushAnswer] = []
    private(set) var repeatCount = 0

    init(_ mortal: Mortal) { self.mortal = mortal }

    /// Returns the waybill id that the answer holds.
    func deliver(_ push: Push) -> String? {
        for _ in 0..<100 {
            guard connect() else { break }
            if let answer = wire?.push(push.body) {
                if answer.status == 200 || answer.status == 400 { return keep(answer, of: push) }
                if answer.status != 503 {
                    mortal.fault("\(push.order) was answered \(answer.status)")
                }
            } else {
                if let generation, !mortal.isDead(generation) { _ = mortal.living(after: generation) }
                wire = nil
            }
            repeatCount += 1
        }
        mortal.fault("\(push.order) had no answer")
        return nil
    }

    private func connect() -> Bool {
        if wire != nil { return true }
        guard let (living, port) = mortal.living() else { return false }
        generation = living
        wire = Wire(port)
        return true
    }

    private func keep(_ answer: Wire.Answer, of push: Push) -> String? {
        let waybill = answer.field("WayBillID") ?? ""
        let code = answer.status == 400 ? -1 : answer.code ?? .min
        answers.append(PushAnswer(push: push, status: answer.status, code: code, waybill: waybill))
        if code != push.code { mortal.fault("\(push.order) was answered \(code), not \(push.code): \(answer.body)") }
        if answer.status == 200, answer.field("OrderID") != push.order {
            mortal.fault("\(push.order) was answered with another order's reply")
        }
        mortal.answered()
        return waybill.isEmpty ? nil : waybill
    }
}
