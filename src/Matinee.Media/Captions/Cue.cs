namespace Matinee.Media.Captions;

/// <param name="Text">One or more lines, in the markup of WebVTT cue text.</param>
/// <param name="Settings">WebVTT cue settings, such as <c>line:0 align:start</c>; empty for the default place.</param>
public sealed record Cue(TimeSpan Start, TimeSpan End, string Text, string Settings = "");
