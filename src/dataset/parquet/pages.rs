//! The pages of a Parquet file before they are unpacked: what they say of their own size.

use crate::dataset::files::LARGEST;
use crate::dataset::grid::MOST_CELLS;
use polars::prelude::FileMetadataRef;
use polars_parquet_format::PageHeader;
use polars_parquet_format::thrift::protocol::TCompactInputProtocol;

/// The most bytes that the description of a page may take: some hundred, and statistics of text.
const LONGEST_HEADER: usize = 1 << 20;

/// Whether no page says that it is larger than a table may be, or less than nothing.
///
/// Memory is set aside by what a page says of itself, and where there is not as much the program ends without a word that could be
/// caught: a fuzzer found a page of minus two hundred values. What cannot be read here is left to the reader, which then says so.
pub(super) fn of_sound_size(bytes: &[u8], metadata: &FileMetadataRef) -> bool {
    let columns = metadata.row_groups.iter().flat_map(|group| group.parquet_columns());
    columns.into_iter().all(|column| {
        let range = column.byte_range();
        let range =
            usize::try_from(range.start).unwrap_or(usize::MAX)..usize::try_from(range.end).unwrap_or(usize::MAX);
        bytes.get(range).is_none_or(pages_of_sound_size)
    })
}

/// The same of the pages of one column, which lie one after the other.
fn pages_of_sound_size(mut pages: &[u8]) -> bool {
    while !pages.is_empty() {
        let mut protocol = TCompactInputProtocol::new(&mut pages, LONGEST_HEADER);
        let Ok(header) = PageHeader::read_from_in_protocol(&mut protocol) else { return true };
        let values = [
            header.data_page_header.as_ref().map(|h| h.num_values),
            header.data_page_header_v2.as_ref().map(|h| h.num_values),
            header.data_page_header_v2.as_ref().map(|h| h.num_rows),
            header.dictionary_page_header.as_ref().map(|h| h.num_values),
        ];
        let counted = |n: i32| usize::try_from(n).is_ok_and(|n| n <= MOST_CELLS);
        let sized = |n: i32| u64::try_from(n).is_ok_and(|n| n <= LARGEST);
        if !values.into_iter().flatten().all(counted)
            || ![header.compressed_page_size, header.uncompressed_page_size].into_iter().all(sized)
        {
            return false;
        }
        pages = pages.get(header.compressed_page_size as usize..).unwrap_or_default();
    }
    true
}
