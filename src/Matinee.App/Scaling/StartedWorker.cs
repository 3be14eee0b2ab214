namespace Matinee.App.Scaling;

/// <param name="Name">What it registers as.</param>
/// <param name="Trouble">Why it does not run, where that is known: an image that cannot be pulled, a crash.</param>
public sealed record StartedWorker(string Name, string? Trouble = null);
