namespace Matinee.Media.Planning;

/// <summary>One sound track of the output: stereo AAC at 48 kHz.</summary>
/// <param name="Index">0, 1, ... in the output; its variant is named <c>audio{Index}</c>.</param>
/// <param name="StreamIndex">Index of the stream in the source.</param>
/// <param name="Language">As the source has it; null when it does not say.</param>
/// <param name="Name">Shown in the player's menu; unique in a plan.</param>
/// <param name="Channels">Of the output.</param>
/// <param name="SourceChannels">Of the source; above 2 it is mixed down.</param>
/// <param name="BitRate">Bits a second.</param>
/// <param name="Default">Exactly one track of a plan with sound.</param>
public sealed record AudioRendition(
    int Index,
    int StreamIndex,
    string? Language,
    string Name,
    int Channels,
    int SourceChannels,
    int BitRate,
    bool Default);
