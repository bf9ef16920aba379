internal import Dispatch
internal import Foundation
internal import KafkaLog
internal import Log
internal import Synchronization
internal import Testing
internal import Waiting

/// A wake-up may fall into any moment of a call that looks for records and then waits: none is missed.
@Suite(.enabled(if: Brokers.isWanted, "WAYBILL_KAFKA=1 runs it on a real Kafka")) struct WakingTests {
    private static let count = 20_000

    @Test func `no wake-up of a reader is missed`() throws {
        let (site, folder) = try Storm.site(.one())
        defer { withExtendedLifetime(folder) {} }
        let log = try site.open()
        defer { log.close() }
        let missed = expectAllHeard { heard in
            let reader = try log.reader(of: .routes, from: [0: 0])
            heard.start(reader.waker)
            while heard.goesOn {
                if case .woken = try reader.next(recordCountMax: 1) { heard.hear() }
            }
        }
        #expect(missed == nil)
    }

    @Test func `no wake-up of a member is missed`() throws {
        let (site, folder) = try Storm.site(.one())
        defer { withExtendedLifetime(folder) {} }
        let log = try site.open()
        defer { log.close() }
        let missed = expectAllHeard { heard in
            let member = try log.member(of: "waking", topic: .commands)
            heard.start(member.waker)
            while heard.goesOn {
                if case .woken = try member.next(recordCountMax: 1) { heard.hear() }
            }
            member.close()
        }
        #expect(missed == nil)
    }

    /// Wakes whoever `body` lets wait, each time a little later after the beginning of his call; returns the first
    /// that was not heard.
    private func expectAllHeard(_ body: @escaping @Sendable (Heard) throws -> Void) -> Int? {
        let heard = Heard(Self.count)
        Thread.detachNewThread {
            do { try body(heard) } catch { Issue.record("\(error)") }
            heard.end()
        }
        var random = Seeded(Storm.seed)
        guard let waker = heard.waker() else { return 0 }
        for number in 1...Self.count {
            guard heard.awaitCall(number) else { return number - 1 }
            for _ in 0..<(random.next() % 100) { heard.look() }
            waker.wake()
        }
        return heard.awaitCall(Self.count + 1) ? nil : Self.count
    }
}

/// What both threads of such a test know. Who waits looks all the time, so that his next step comes within the very
/// microsecond.
// Unchecked: the waker is written before the semaphore is signalled, and read after.
private final class Heard: @unchecked Sendable {
    private let started = DispatchSemaphore(value: 0)
    private var found: (any Waker)?
    private let count: Int
    /// Of the call under way, from 1.
    private let call = Atomic(0)

    init(_ count: Int) { self.count = count }

    var goesOn: Bool { call.load(ordering: .acquiring) <= count }

    func start(_ waker: any Waker) {
        found = waker
        call.store(1, ordering: .releasing)
        started.signal()
    }

    func hear() { call.add(1, ordering: .acquiringAndReleasing) }

    func end() { started.signal() }

    func waker() -> (any Waker)? {
        started.wait()
        return found
    }

    func look() { _ = call.load(ordering: .acquiring) }

    /// False where it does not begin.
    func awaitCall(_ number: Int) -> Bool {
        let end = ContinuousClock.now + .seconds(patience)
        var lookCount = 0
        while call.load(ordering: .acquiring) < number {
            lookCount += 1
            if lookCount.isMultiple(of: 1_000), ContinuousClock.now > end { return false }
        }
        return true
    }
}
