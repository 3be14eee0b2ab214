using Matinee.App.Fleet;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>A worker as the dispatcher knows it.</summary>
/// <param name="TakesWork">Heard of lately, and neither draining nor put aside.</param>
/// <param name="Encoders">By key, as measured.</param>
internal sealed record LiveWorker(WorkerId Id, string Name, long Incarnation, int Slots, bool TakesWork, IReadOnlyDictionary<string, EncoderPace> Encoders)
{
    public bool HasHardware { get; } = Encoders.Values.Any(encoder => encoder.Hardware);

    /// <summary>Its encoders in order, with a space between: two workers with the same may take the same tasks.</summary>
    public string EncoderSet { get; } = string.Join(' ', Encoders.Keys.Order(StringComparer.Ordinal));

    public bool Knows(string caps) => caps.Length == 0 || Encoders.ContainsKey(caps);
}

/// <summary>What an encoder has shown on a worker.</summary>
internal readonly record struct EncoderPace(double FramesPerSecond, bool Hardware);

/// <summary>A worker that asks for a task.</summary>
/// <param name="Ticket">Grows with every poll: who came first has the smaller one.</param>
/// <param name="LastServed">Grows with every task given out; 0: none yet.</param>
internal sealed record WaitingWorker(LiveWorker Worker, LeaseRequest Request, long Ticket, long LastServed)
{
    /// <summary>Share of its slots in use, 0 to 1.</summary>
    public double Load => Worker.Slots <= 0 ? 1 : 1 - Math.Clamp((double)Request.Bulk / Worker.Slots, 0, 1);

    /// <summary>Workers of one shape may take the same tasks.</summary>
    public WorkShape Shape => new(Request.Light > 0, Request.First > 0, Request.Bulk > 0, Worker.EncoderSet);

    public bool Fits(ReadyTask task) => Worker.Knows(task.Caps) && task.Lane switch
    {
        "light" => Request.Light > 0,
        "first" => Request.First > 0,
        "bulk" => Request.Bulk > 0,
        _ => false,
    };
}

/// <summary>The lanes that have a place, and the encoders that are there.</summary>
/// <param name="Encoders">Keys in order, with a space between.</param>
internal readonly record struct WorkShape(bool Light, bool First, bool Bulk, string Encoders)
{
    public bool TakesAnything => Light || First || Bulk;
}
