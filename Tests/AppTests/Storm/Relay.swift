internal import Foundation
internal import Testing

/// Stands between a node of a cluster and all who reach it by its advertised address, the other nodes among them, and
/// passes on whole frames of Kafka's protocol, as long as the aim lets them.
// Unchecked: all that changes is reached under the condition.
final class Relay: @unchecked Sendable {
    /// One relayed connection.
    // Unchecked: what changes is reached under the lock.
    private final class Link: @unchecked Sendable {
        let client: RelaySide
        let node: RelaySide
        private let lock = NSLock()
        /// Ends of transactions that are not answered, by correlation.
        private var endings: [Int32: BrokerRequest.Ending] = [:]

        init(_ client: RelaySide, _ node: RelaySide) { (self.client, self.node) = (client, node) }

        func cut() {
            client.cut()
            node.cut()
        }

        func note(_ request: BrokerRequest) {
            if let ending = request.ending { lock.withLock { endings[request.correlation] = ending } }
        }

        func ending(of answer: BrokerAnswer) -> BrokerRequest.Ending? {
            lock.withLock { endings.removeValue(forKey: answer.correlation) }
        }
    }

    private let node: Int
    private let target: UInt16
    private let aim: Aim
    private let gate: Gate
    private let condition = NSCondition()
    private var links: [ObjectIdentifier: Link] = [:]
    private var isOpen = true
    private var isOver = false

    /// Begins to relay to the node on that port.
    init(to node: Int, on target: UInt16, _ aim: Aim) throws {
        gate = try #require(Gate(), "no port is free")
        (self.node, self.target, self.aim) = (node, target, aim)
        Thread.detachNewThread { [self] in accept() }
    }

    var port: UInt16 { gate.port }

    /// Cuts everybody off; from now on nobody can connect.
    func close() {
        condition.withLock {
            isOpen = false
            gate.close()
            for link in links.values { link.cut() }
        }
    }

    /// Goes on after `close`. False where its port does not open.
    func open() -> Bool {
        condition.withLock {
            isOpen = gate.open()
            condition.broadcast()
            return isOpen
        }
    }

    func end() {
        condition.withLock {
            isOver = true
            condition.broadcast()
        }
        close()
    }

    private func accept() {
        while condition.withLock({ awaitOpen() }) {
            // Who connects while the node does not listen is cut off.
            guard let client = gate.accept(), let node = RelaySide(connectingTo: target) else { continue }
            let link = Link(client, node)
            guard condition.withLock({ keep(link) }) else { continue }
            Thread.detachNewThread { [self] in
                while let frame = link.client.frame(), passes(frame, on: link), link.node.send(frame) {}
                drop(link)
            }
            Thread.detachNewThread { [self] in
                while let frame = link.node.frame(), answers(frame, on: link), link.client.send(frame) {}
                drop(link)
            }
        }
    }

    private func awaitOpen() -> Bool {
        while !isOpen, !isOver { condition.wait() }
        return !isOver
    }

    private func keep(_ link: Link) -> Bool {
        if isOpen { links[ObjectIdentifier(link)] = link }
        return isOpen
    }

    private func drop(_ link: Link) {
        link.cut()
        condition.withLock { links[ObjectIdentifier(link)] = nil }
    }

    /// Whether a request goes on to the node.
    private func passes(_ frame: [UInt8], on link: Link) -> Bool {
        guard let request = BrokerRequest(frame) else { return true }
        link.note(request)
        return aim.lets(request, to: node)
    }

    /// Whether an answer goes on to who asked.
    private func answers(_ frame: [UInt8], on link: Link) -> Bool {
        guard let answer = BrokerAnswer(frame), let ending = link.ending(of: answer) else { return true }
        return aim.lets(answer, to: ending, from: node)
    }
}
