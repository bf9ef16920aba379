import Testing
import Waybill

@testable import Processor

/// The bytes of an order's state.
@Suite struct OrderStateCodecTests {
    static let states: [OrderState] = [
        state { _ in },
        state {
            $0.status = .cancelled
            $0.eventTime = 1_785_000_000
        },
        state { $0.isNumberGiven = true },
        state {
            $0.traceCount = .max
            $0.eventTime = -1_000_000_000_000
            $0.recentTraces = RecentTraces((1...8).map { $0 << 56 | 0xff })
        },
        state {
            $0.eventTime = 1_000_000_000_000
            $0.recentTraces = RecentTraces([UInt64.max])
            $0.waybillID = ""
            $0.waybillData = ""
            $0.shopAppID = ""
        },
        state { $0.waybillData = String(repeating: "\u{5e7f}", count: 21_845) },
    ]

    private static func state(_ change: (inout OrderState) -> Void) -> OrderState {
        var state = OrderState(
            status: .live, waybillID: "731000000100", isNumberGiven: false,
            waybillData: "##ZTO_bagAddr##Guangzhou##ZTO_mark##888-666-666##", shopAppID: "wxABCD",
            contentDigest: Digest(Array(0..<16)) ?? .zero, passwordDigest: Digest(Array(100..<116)) ?? .zero)
        change(&state)
        return state
    }

    @Test(arguments: states)
    func `a state is read as it was written`(state: OrderState) {
        #expect(OrderStateCodec.state(from: OrderStateCodec.bytes(of: state)) == state)
    }

    @Test func `an ordinary order takes about 120 bytes, and each recent trace eight`() {
        var state = Self.states[0]
        let count = OrderStateCodec.bytes(of: state).count
        #expect((100...140).contains(count))
        state.recentTraces = RecentTraces([1, 2, 3])
        #expect(OrderStateCodec.bytes(of: state).count == count + 3 * 8)
    }

    @Test func `no more traces are remembered than there is room for`() {
        var state = Self.states[0]
        state.recentTraces = RecentTraces((0..<1_000).map { UInt64($0) })
        let read = OrderStateCodec.state(from: OrderStateCodec.bytes(of: state))
        #expect(read?.recentTraces.digests == (992..<1_000).map { UInt64($0) })
    }

    /// A lane of the version before: the same bytes, another version, and nothing behind the shop.
    @Test(arguments: [states[0], states[1], states[2]])
    func `a state of version 1 is read`(state: OrderState) {
        var bytes = OrderStateCodec.bytes(of: state)
        #expect(bytes.removeLast() == 0)
        bytes[0] = 1
        #expect(OrderStateCodec.state(from: bytes) == state)
        #expect(OrderStateCodec.state(from: bytes + [0]) == nil)
    }

    @Test func `what version 1 said of a cancelled order, byte for byte`() {
        let bytes: [UInt8] =
            [1, 1, 1, 0, 0, 0, 7, 0, 0, 0, 0, 0x6a, 0x64, 0xf2, 0x40] + Array(0..<16) + Array(100..<116)
            + [0, 1, 0x37, 0, 0, 0, 2, 0x77, 0x78]
        let state = OrderState(
            status: .cancelled, waybillID: "7", isNumberGiven: true, waybillData: "", shopAppID: "wx",
            contentDigest: Digest(Array(0..<16)) ?? .zero, passwordDigest: Digest(Array(100..<116)) ?? .zero,
            eventTime: 1_785_000_512, traceCount: 7)
        #expect(OrderStateCodec.state(from: bytes) == state)
    }

    @Test(arguments: states.prefix(5))
    func `bytes that were cut anywhere, or that go on, are no state`(state: OrderState) {
        let bytes = OrderStateCodec.bytes(of: state)
        for count in bytes.indices { #expect(OrderStateCodec.state(from: Array(bytes.prefix(count))) == nil) }
        #expect(OrderStateCodec.state(from: bytes + [0]) == nil)
    }

    @Test func `bytes of another version or an unknown status are no state`() {
        let bytes = OrderStateCodec.bytes(of: Self.states[0])
        for (index, value) in [(0, 0), (0, 3), (1, 2), (1, 255)] as [(Int, UInt8)] {
            var damaged = bytes
            damaged[index] = value
            #expect(OrderStateCodec.state(from: damaged) == nil)
        }
    }

    @Test(arguments: [0, 1, 255, 256, UInt64.max])
    func `an integer is read as it was written`(value: UInt64) {
        var bytes: [UInt8] = []
        OrderStateCodec.append(value, byteCount: 8, to: &bytes)
        #expect(bytes.count == 8)
        #expect(OrderStateCodec.integer(bytes) == value)
    }
}
