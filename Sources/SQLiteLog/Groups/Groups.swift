internal import Files
internal import Glibc
internal import Log
internal import Synchronization

/// The consumer groups that this process owns. A group belongs to one process at a time, which holds the lock on its
/// file; the system lets go of it when the process dies.
final class Groups: Sendable {
    private struct Group {
        let lock: FileLock
        var topics: [Topic: Membership] = [:]
    }

    private struct Membership {
        var division: Division
        var signals: [Division.Member: Wakeup] = [:]

        /// The division changed.
        func tell() {
            for signal in signals.values { signal.raise { $0.divided = true } }
        }
    }

    private struct State {
        var groups: [String: Group] = [:]
        var memberNext: Division.Member = 0
        var closed = false
    }

    private let folder: String
    private let state = Mutex(State())

    init(folder: String) {
        self.folder = folder
    }

    /// The new member's number; its signal is raised whenever the division changes.
    func join(
        _ name: String, _ topic: Topic, partitionCount: Int32, _ signal: Wakeup
    ) throws(LogError) -> Division.Member {
        let path = try path(of: name)
        return try state.withLock { state throws(LogError) in
            if state.closed { throw .closed }
            var group: Group
            if let known = state.groups[name] { group = known } else { group = Group(lock: try take(name, path)) }
            var membership = group.topics[topic] ?? Membership(division: Division(partitionCount: partitionCount))
            let member = state.memberNext
            state.memberNext += 1
            membership.signals[member] = signal
            membership.division.join(member)
            membership.tell()
            group.topics[topic] = membership
            state.groups[name] = group
            return member
        }
    }

    /// The last of a group gives it up, for other processes to take.
    func leave(_ name: String, _ topic: Topic, _ member: Division.Member) {
        change(name, topic) { membership in
            membership.division.leave(member)
            membership.signals[member] = nil
        }
    }

    func release(_ partitions: Set<Int32>, _ name: String, _ topic: Topic, _ member: Division.Member) {
        change(name, topic) { $0.division.release(partitions, by: member) }
    }

    /// What the member has and what it is due; nil once the log is closed, which takes nothing from a member: it hears
    /// of the end itself.
    func standing(
        _ name: String, _ topic: Topic, _ member: Division.Member
    ) -> (owned: Set<Int32>, due: Set<Int32>)? {
        state.withLock { state in
            if state.closed { return nil }
            guard let division = state.groups[name]?.topics[topic]?.division else { return ([], []) }
            return (division.owned(by: member), division.due(to: member))
        }
    }

    /// Gives all groups up, for other processes to take.
    func close() {
        state.withLock { $0 = State(closed: true) }
    }

    private func change(_ name: String, _ topic: Topic, _ body: (inout Membership) -> Void) {
        state.withLock { state in
            guard var membership = state.groups[name]?.topics[topic] else { return }
            body(&membership)
            membership.tell()
            state.groups[name]?.topics[topic] = membership.signals.isEmpty ? nil : membership
            if state.groups[name]?.topics.isEmpty == true { state.groups[name] = nil }
        }
    }

    private func take(_ name: String, _ path: String) throws(LogError) -> FileLock {
        guard let lock = try FileLock.take(path) else {
            let holder = (try? textIfThere(path)) ?? ""
            throw LogError(
                .conflict,
                "group \(name) belongs to process \(holder.isEmpty ? "unknown" : holder) (\(path)): stop that process, "
                    + "or use another folder")
        }
        lock.write("\(getpid())")
        return lock
    }

    /// Letters, digits and `-_.` stand for themselves, other bytes for their hexadecimal.
    private func path(of group: String) throws(LogError) -> String {
        guard !group.isEmpty, group.utf8.count <= SQLiteLogLimits.groupNameByteCountMax else {
            throw LogError(
                .invalid, "a group's name has 1 to \(SQLiteLogLimits.groupNameByteCountMax) bytes; shorten it")
        }
        let safe = group.utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            let plain = byte < 128 && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return plain || "-_.".unicodeScalars.contains(scalar)
                ? String(scalar) : "%" + String(256 + Int(byte), radix: 16).dropFirst()
        }
        return "\(folder)/group-\(safe.joined()).lock"
    }
}
