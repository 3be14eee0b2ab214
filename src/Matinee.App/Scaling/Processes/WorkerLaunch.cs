using System.Collections.Immutable;

namespace Matinee.App.Scaling.Processes;

/// <summary>How this very program is started again as a worker. The host knows; a child inherits nothing else.</summary>
/// <param name="Program">Absolute path.</param>
/// <param name="Arguments">Before the verb: the assembly, where the program is the runtime's.</param>
public sealed record WorkerLaunch(string Program, ImmutableArray<string> Arguments, ImmutableDictionary<string, string> Environment);
