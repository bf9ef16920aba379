internal import CFloors
internal import Documents
internal import Log
internal import Records
internal import Waybill
internal import WeChat

/// The parts that work in memory: decoding and deciding.
enum CoreBenchmarks {
    static func run(_ samples: Samples, _ report: inout Report) {
        decode(samples, &report)
        guard let add = samples.add(1) else { return }
        let command = Command.addWaybill(add, contentDigest: .zero)
        let facts = Facts(order: nil, serialNext: 7, holder: nil, partition: 3, partitionCount: 12)
        let deciding = cost(200_000) { use(decide(command, facts: facts, reference: samples.reference)) }
        report.add(Figure(name: "decide, one accepted order", value: deciding, unit: "us CPU", bar: 2))
    }

    /// What the ingress's time is made of, for whoever has to find the next microsecond.
    static func parts(_ samples: Samples, _ report: inout Report) throws {
        guard let add = samples.add(1) else { throw MissingSample() }
        var parser = PushParser()
        let document = try parser.parse(samples.xml, as: .xml)
        let fields = try Fields(document)
        let event = try PushedEvent(fields, head: EventHead(fields))
        let keys = samples.secrets.keys.current.description
        let address = ReplyAddress(instance: "bench", partition: 1, correlationID: "bench/123")
        let result = Verdict.success(
            waybillID: "75000000000004", waybillData: "##ZTO_bagAddr##Guangzhou##ZTO_mark##888-666-666##")
        let signature = Signature.make(token: "AAAAA", timestamp: "1714037059", nonce: "486452656")
        let parts: [(String, () -> Void)] = [
            (
                "check a signature",
                { use(Signature.isValid(signature, token: "AAAAA", timestamp: "1714037059", nonce: "486452656")) }
            ),
            ("parse the XML", { use(try? parser.parse(samples.xml, as: .xml)) }),
            ("read its fields", { use(try? PushedEvent(Fields(document), head: EventHead(Fields(document)))) }),
            ("seal and digest its secrets", { use(try? event.command(carrier: "ZTO", secrets: samples.secrets)) }),
            (
                "write the command",
                {
                    var records = NewRecords()
                    CommandRecord(.addWaybill(add)).append(
                        to: &records, partitionCount: 12, source: "/bench", time: 1_700_000_000_000, reply: address,
                        deadline: 1_700_000_004_800, keys: keys)
                    use(records)
                }
            ),
            ("write the reply", { use(Reply(to: event.head, result).bytes(as: .xml)) }),
        ]
        for (name, part) in parts {
            report.add(Figure(name: "  of an ingress: \(name)", value: cost(100_000, part), unit: "us CPU"))
        }
    }

    private static func decode(_ samples: Samples, _ report: inout Report) {
        let count = 100_000
        // Both floors read the bytes during their call.
        var floor = cost(count) { use(unsafe waybill_floor_xml(samples.xml, samples.xml.count)) }
        report.add(
            Figure(
                name: "XML event to domain value", value: decodingCost(samples.xml, .xml, count), unit: "us CPU",
                floor: floor,
                bar: 12))
        floor = cost(count) { use(unsafe waybill_floor_json(samples.json, samples.json.count)) }
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
