internal import Dispatch
internal import Foundation
internal import Log
internal import LogConformance
internal import SingleRecords
internal import Synchronization
internal import Testing

@testable internal import KafkaLog

/// The new owner of a partition reads the changelog while the old one's last commit is still on its way.
@Suite(
    "An open transaction while somebody catches up", .leavesNothing,
    .enabled(if: Broker.isThere, "there is no broker to start"))
struct OpenTransactionTests {
    @Test("a reader has not caught up before the transaction has ended, and has its records")
    func heldBack() throws {
        let fixture = KafkaFixture(try #require(Broker.shared))
        let log = try fixture.open(KafkaFixture.topics)
        let transactions = try Transactions(
            fixture.configuration, Layout(KafkaFixture.topics, prefix: fixture.configuration.prefix),
            Cluster("", KafkaEvents()), id: "\(fixture.configuration.prefix)owner")
        let firstEvent = Mutex<ReadEvent?>(nil)
        let failure = Mutex<String?>(nil)
        let heard = DispatchSemaphore(value: 0)

        _ = try transactions.commit([record("last", .replies)]) { _ in
            do {
                // The broker has the record, which nobody has committed.
                while try log.endOffset(of: .replies, partition: 0) == 0 {}
                let reader = try Handed(log.reader(of: .replies, from: [0: 0]))
                Thread.detachNewThread {
                    let event = try? reader.value.next(recordCountMax: 10)
                    firstEvent.withLock { $0 = event }
                    heard.signal()
                }
                // An end that comes too early comes within fetch.wait.max.ms.
                if heard.wait(timeout: .now() + 0.5) == .success { failure.withLock { $0 = "told something" } }
            } catch {
                failure.withLock { $0 = "\(error)" }
            }
            return nil
        }

        #expect(failure.withLock { $0 } == nil)
        heard.wait()
        guard case .records(let records) = firstEvent.withLock({ $0 }) else {
            Issue.record("caught up without the transaction's records")
            return
        }
        #expect(records.map(\.text) == ["last"])
        log.close()
    }

    /// A reader on its way to its only owner.
    private final class Handed: @unchecked Sendable {
        let value: any LogReader
        init(_ value: any LogReader) { self.value = value }
    }
}
