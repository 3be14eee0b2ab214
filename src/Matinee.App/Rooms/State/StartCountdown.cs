namespace Matinee.App.Rooms.State;

/// <param name="At">Cluster time in ms at which playback starts.</param>
internal sealed record StartCountdown(double At, int Seconds);
