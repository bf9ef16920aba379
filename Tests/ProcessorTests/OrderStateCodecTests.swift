import Testing
import Waybill

@testable import Processor

/// The bytes of an order's state.
@Suite struct OrderStateCodecTests {
    static let states: [OrderState] = [
        state { _ in },
        state {
            $0.status = .cancelled
            $0.cancelTime = 1_785_000_000
        },
        state { $0.isNumberGiven = true },
        state {
            $0.traceCount = .max
            $0.cancelTime = -1_000_000_000_000
        },
        state {
            $0.cancelTime = 1_000_000_000_000
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

    @Test func `an ordinary order takes about 120 bytes`() {
        #expect((100...140).contains(OrderStateCodec.bytes(of: Self.states[0]).count))
    }

    @Test(arguments: states.prefix(5))
    func `bytes that were cut anywhere, or that go on, are no state`(state: OrderState) {
        let bytes = OrderStateCodec.bytes(of: state)
        for count in bytes.indices { #expect(OrderStateCodec.state(from: Array(bytes.prefix(count))) == nil) }
        #expect(OrderStateCodec.state(from: bytes + [0]) == nil)
    }

    @Test func `bytes of another version or an unknown status are no state`() {
        let bytes = OrderStateCodec.bytes(of: Self.states[0])
        for (index, value) in [(0, 0), (0, 2), (1, 2), (1, 255)] as [(Int, UInt8)] {
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
