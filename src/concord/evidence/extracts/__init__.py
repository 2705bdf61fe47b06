"""A file of rows becomes figures: read in pieces, counted as it streams.

    file                UTF-8 or Windows-1252 text with separators; .xlsx through a copy
      |  pieces         about 8 MB each, cut between records, with the line of each
      |  tables         the columns that are needed; rows that can't be read, by line
      |  counting       a piece's counts by month, area and group; hidden keys aside
      v
    checkpoint          counts of one piece, in one transaction; the next run goes on
      |  gathering      sums, distinct keys, periods that are whole, zeros
      v
    figures             through the one verb that records them

No row of the file is ever written to the database.
"""
