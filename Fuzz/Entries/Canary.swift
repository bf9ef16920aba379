internal import Documents
internal import JSON
internal import Waybill
internal import WeChat

/// The round trip of an event with a mistake in it, small enough to be overlooked: a writer that knows only the insured
/// value of its own sample. The fuzzer must find it from that sample.
enum Canary {
    static func fuzz(_ body: [UInt8]) {
        guard let event = EventReading(body, as: .json)?.event, var content = event.content else { return }
        if content.insured.value != .absent { content.insured.value = .whole(10_000) }
        insist(content == event.content, "the canary sings: the mistake that was put in is found")
    }
}
