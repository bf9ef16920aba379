/// The state of one partition's orders, beside the position in the log that it was derived from.
///
/// Owned by one thread. All changes happen between `begin` and `commit`, and a crash at any point leaves what the
/// last commit left. Keys are any bytes but empty; they and the values are bounded by `LaneLimits`.
package protocol Lane: AnyObject {
    /// As of the last commit; nil for a lane that holds nothing yet.
    var position: LanePosition? { get }

    /// The furthest that the lane is known to have stood, also where what it held was not trusted any more and is gone.
    /// Nil where nothing is known.
    var witness: LanePosition? { get }

    func begin() throws(LaneError)

    /// Only between `begin` and `commit` or `abort`. Sees the changes made since `begin`.
    func value(for key: [UInt8]) throws(LaneError) -> [UInt8]?

    /// A nil value removes the key.
    func setValue(_ value: [UInt8]?, for key: [UInt8]) throws(LaneError)

    func commit(_ position: LanePosition) throws(LaneError)

    /// Drops the changes since `begin`; does nothing where nothing was begun.
    func abort()

    /// Every key and value, in no particular order, for comparison with the topics. Not between `begin` and `commit`.
    func forEach(_ body: (_ key: [UInt8], _ value: [UInt8]) throws -> Void) throws

    /// The same for keys that start with `prefix`, without looking at the others. Keys of more than
    /// `LaneLimits.orderedKeyByteCountMax` bytes are in no order and are left out.
    func forEach(startingWith prefix: [UInt8], _ body: (_ key: [UInt8], _ value: [UInt8]) throws -> Void) throws

    /// Marks the lane as cleanly closed. Without it the lane is still good after the death of the process, but not
    /// after that of the machine.
    func close()
}

/// Where the log stood when a lane was last committed.
package struct LanePosition: Equatable, Sendable {
    /// The next offset to consume of the lane's input partition.
    package var inputOffsetNext: Int64
    /// The next offset to read of the lane's changelog partition.
    package var changelogOffsetNext: Int64

    package init(inputOffsetNext: Int64, changelogOffsetNext: Int64) {
        self.inputOffsetNext = inputOffsetNext
        self.changelogOffsetNext = changelogOffsetNext
    }
}

/// Where lanes are kept.
package protocol LaneStore: AnyObject {
    /// Opens the lane of a partition, empty where there is none or where what is there cannot be trusted.
    func open(partition: Int32) throws(LaneError) -> any Lane
}

/// Why a lane cannot go on; its store is closed or damaged, or the disk is full.
package struct LaneError: Error, Equatable, Sendable, CustomStringConvertible {
    /// For an operator: the file, what failed, what to do.
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
