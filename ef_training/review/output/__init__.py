"""What a review leaves: workbook with the company's answers, page with process flow and mass balance."""
