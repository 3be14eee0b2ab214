using System.Collections.Immutable;
using Matinee.App.Fleet;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>A task at the head of the queue.</summary>
/// <param name="Lane">light, first or bulk.</param>
/// <param name="Caps">The encoder key it needs; empty for none.</param>
/// <param name="Companion">The worker it would best go to; null where nobody asks for that.</param>
/// <param name="AwaitsCompanion">The companion is there and was given a task of the job a moment ago.</param>
/// <param name="Avoids">Workers that have failed it.</param>
internal sealed record ReadyTask(
    TaskId Id, JobId Job, string Lane, string Caps, WorkerId? Companion, bool AwaitsCompanion, ImmutableArray<WorkerId> Avoids);

/// <summary>Who shall have which task.</summary>
internal readonly record struct PlacedTask(ReadyTask Task, WaitingWorker Worker);
