using Matinee.App.Fleet;
using Matinee.App.Transcoding;
using Matinee.App.Transcoding.Leasing;

namespace Matinee.Tests.Transcoding.Leasing;

/// <summary>Workers and tasks for the policies.</summary>
internal static class Stage
{
    public const string Software = "libx264/5.1";

    public static WorkerId Id(int number) => new($"w{number:0000000000000000}");

    public static LiveWorker Live(int number, int slots = 4, bool takesWork = true, params (string Key, double Pace, bool Hardware)[] encoders) => new(
        Id(number), $"worker{number}", 1, slots, takesWork,
        (encoders.Length == 0 ? [(Software, 30, false)] : encoders).ToDictionary(e => e.Key, e => new EncoderPace(e.Pace, e.Hardware)));

    public static WaitingWorker Waiting(LiveWorker worker, int light = 4, int first = 1, int bulk = 4, long lastServed = 0) => new(
        worker, new LeaseRequest(new WorkerRegistration(worker.Id, worker.Incarnation), light, first, bulk, TimeSpan.FromSeconds(1)),
        long.Parse(worker.Id.Value[1..], System.Globalization.CultureInfo.InvariantCulture), lastServed);

    public static WaitingWorker Waiting(int number, int bulk = 4, long lastServed = 0) => Waiting(Live(number), bulk: bulk, lastServed: lastServed);

    public static ReadyTask Task(int number, string lane = "bulk", string caps = Software, WorkerId? companion = null, bool awaits = false, params WorkerId[] avoids) =>
        new(new TaskId($"t{number:0000000000000000}"), new JobId("j0000000000000000"), lane, caps, companion, awaits, [.. avoids]);
}
