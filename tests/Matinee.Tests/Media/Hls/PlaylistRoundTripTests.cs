using FsCheck;
using FsCheck.Fluent;
using Matinee.Media.Hls;
using Xunit;

namespace Matinee.Tests.Media.Hls;

public class PlaylistRoundTripTests
{
    [Fact]
    public void A_media_playlist_that_was_written_reads_back_equal() =>
        Prop.ForAll(PlaylistGenerators.Media, p => PlaylistParser.ParseMedia(PlaylistWriter.Write(p)).Equals(p)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_multivariant_playlist_that_was_written_reads_back_equal() =>
        Prop.ForAll(PlaylistGenerators.Multivariant, p => PlaylistParser.ParseMultivariant(PlaylistWriter.Write(p)).Equals(p))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_cleaned_text_can_be_a_name() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<string>().Filter(s => s is not null),
            text =>
            {
                var playlist = new MultivariantPlaylist { Renditions = [new PlaylistRendition(RenditionType.Audio, "a", PlaylistText.Clean(text))] };

                return PlaylistParser.ParseMultivariant(PlaylistWriter.Write(playlist)).Equals(playlist);
            }).QuickCheckThrowOnFailure();
}
