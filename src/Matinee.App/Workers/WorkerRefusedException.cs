namespace Matinee.App.Workers;

/// <summary>The coordinator does not want this worker, and asking again does not help. The message says what does.</summary>
internal sealed class WorkerRefusedException(string message) : Exception(message);
