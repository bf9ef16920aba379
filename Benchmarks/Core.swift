internal import Documents
internal import JSON
internal import Records
internal import Waybill
internal import WeChat
internal import XML

/// The parts that work in memory: decoding and deciding.
enum CoreBenchmarks {
    static func run(_ samples: Samples, _ report: inout Report) {
        decode(samples, &report)
        guard let add = samples.add(1) else { return }
        let command = Command.addWaybill(add)
        let facts = Facts(order: nil, serialNext: 7, holder: nil, partition: 3, partitionCount: 12)
        let deciding = cost(200_000) { use(decide(command, facts: facts, reference: samples.reference)) }
        report.add(Figure(name: "decide, one accepted order", value: deciding, unit: "us CPU", bar: 2))
    }

    private static func decode(_ samples: Samples, _ report: inout Report) {
        let count = 100_000
        var floor = 0.0
        XMLParser.withFloor(samples.xml) { parse in floor = cost(count) { use(parse()) } }
        report.add(
            Figure(
                name: "XML event to domain value", value: decodingCost(samples.xml, .xml, count), unit: "us CPU",
                floor: floor,
                bar: 12))
        var parser = JSONParser()
        floor = cost(count) { use(parser.parseFloor(samples.json)) }
        report.add(
            Figure(
                name: "JSON event to domain value", value: decodingCost(samples.json, .json, count), unit: "us CPU",
                floor: floor, bar: 4))
    }

    private static func decodingCost(_ body: [UInt8], _ format: PushFormat, _ count: Int) -> Double {
        var parser = PushParser()
        return cost(count) {
            guard let document = try? parser.parse(body, as: format), let fields = try? Fields(document),
                let event = try? PushedEvent(fields, head: EventHead(fields))
            else { return }
            use(event)
        }
    }
}
