import Synchronization
import Testing

@testable import Telemetry

@Suite struct RegistryTests {
    @Test func theTextIsPrometheusFormat() {
        let registry = Registry()
        registry.counter("waybill_pushes_total", "Pushes that arrived.").increment(by: 3)
        let results = registry.counters("waybill_results_total", "Results by code.", labels: ["event", "code"])
        results["add_waybill", "0"].increment()
        results["add_waybill", "-1"].increment(by: 2)
        registry.gauge("waybill_waiters", "Pushes that wait.").set(2.5)
        registry.observedGauges("waybill_lag", "Records behind.", labels: ["partition"]) {
            [.init(["1"], 0), .init(["0"], 7)]
        }
        let latency = registry.histogram("waybill_push_seconds", "Latency.", bounds: HistogramBounds([0.5, 0.1]))
        for value in [0.05, 0.1, 0.25, 4] { latency.observe(value) }
        #expect(
            String(decoding: registry.render(), as: UTF8.self) == """
                # HELP waybill_lag Records behind.
                # TYPE waybill_lag gauge
                waybill_lag{partition="0"} 7
                waybill_lag{partition="1"} 0
                # HELP waybill_push_seconds Latency.
                # TYPE waybill_push_seconds histogram
                waybill_push_seconds_bucket{le="0.1"} 2
                waybill_push_seconds_bucket{le="0.5"} 3
                waybill_push_seconds_bucket{le="+Inf"} 4
                waybill_push_seconds_sum 4.4
                waybill_push_seconds_count 4
                # HELP waybill_pushes_total Pushes that arrived.
                # TYPE waybill_pushes_total counter
                waybill_pushes_total 3
                # HELP waybill_results_total Results by code.
                # TYPE waybill_results_total counter
                waybill_results_total{event="add_waybill",code="-1"} 2
                waybill_results_total{event="add_waybill",code="0"} 1
                # HELP waybill_waiters Pushes that wait.
                # TYPE waybill_waiters gauge
                waybill_waiters 2.5

                """)
    }

    @Test func labelsAndHelpAreEscaped() {
        let registry = Registry()
        registry.counters("x_total", "back\\slash \"quote\"\nline", labels: ["a"])["q\" b\\ n\n"].increment()
        #expect(
            String(decoding: registry.render(), as: UTF8.self) == #"""
                # HELP x_total back\\slash "quote"\nline
                # TYPE x_total counter
                x_total{a="q\" b\\ n\n"} 1

                """#)
    }

    @Test(arguments: [
        (0.0, "0"), (-3.0, "-3"), (0.25, "0.25"), (1e20, "1e+20"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
        (.nan, "NaN"),
    ])
    func numbersAreWrittenAsTheFormatHasThem(value: Double, text: String) {
        #expect(Sample.number(value) == text)
    }

    @Test func seriesAreBounded() {
        let registry = Registry()
        let family = registry.counters("x_total", "X.", labels: ["code"], limit: 4)
        for code in 0..<100 { family["\(code)"].increment() }
        family["other"].increment()
        let text = String(decoding: registry.render(), as: UTF8.self)
        #expect(text.split(separator: "\n").filter { !$0.hasPrefix("#") }.count == 4)
        #expect(text.contains("x_total{code=\"2\"} 1\n"))
        #expect(text.contains("x_total{code=\"other\"} 98\n"))
    }

    @Test func aLabelsValueIsBounded() {
        let registry = Registry()
        _ = registry.counters("x_total", "X.", labels: ["code"])[String(repeating: "\u{5E7F}", count: 100)]
        let text = String(decoding: registry.render(), as: UTF8.self)
        #expect(text.contains("\"\(String(repeating: "\u{5E7F}", count: 42))\""))
    }

    @Test func theSameNameIsTheSameMetric() {
        let registry = Registry()
        registry.counter("x_total", "X.").increment()
        #expect(registry.counter("x_total", "X.").value == 1)
        #expect(registry.counters("x_total", "X.", labels: [])[].value == 1)
    }

    @Test func eightThreadsLoseNothing() async {
        let registry = Registry()
        let counters = registry.counters("x_total", "X.", labels: ["code"])
        let gauge = registry.gauge("g", "G.")
        let histogram = registry.histogram("h", "H.", bounds: .batches)
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    let mine = counters["\(worker % 2)"]
                    for _ in 0..<5_000 {
                        mine.increment()
                        gauge.add(worker % 2 == 0 ? 1 : -1)
                        histogram.observe(2)
                    }
                }
            }
        }
        #expect(counters["0"].value == 20_000)
        #expect(counters["1"].value == 20_000)
        #expect(gauge.value == 0)
        #expect(histogram.snapshot.count == 40_000)
        #expect(histogram.snapshot.sum == 80_000)
    }

    @Test(arguments: ["", "0x", "a-b", "a b", "a:b", "\u{E9}"]) func aNameIsChecked(name: String) {
        #expect(!MetricsText.isName(name))
    }
}

@Suite struct HistogramTests {
    @Test func whatIsNoNumberIsNotObserved() {
        let histogram = Histogram(bounds: HistogramBounds([1, 2]))
        histogram.observe(.nan)
        #expect(histogram.snapshot.count == 0)
        histogram.observe(Duration.seconds(30))
        #expect(histogram.snapshot.sum == 30)
    }

    @Test func boundsAreInclusiveSortedAndLimited() {
        #expect(HistogramBounds([2, 1, .nan, 1, .infinity]).values == [1, 2])
        let many = HistogramBounds((0..<1_000).map(Double.init))
        #expect(many.values.count == TelemetryLimits.histogramBoundCountMax)
        let histogram = Histogram(bounds: HistogramBounds([1, 2]))
        for value in [1.0, 1.1, 2, 2.1, -5] { histogram.observe(value) }
        #expect(histogram.snapshot.counts == [2, 2, 1])
    }
}
